import type { Card } from '#contract'
import { cut } from './cut.ts'

const LABELS_BYTES = 1_024
const CHECKLIST_BYTES = 4_096

/** A card as text. What may be long is last, so that a cut takes from there. */
export function cardText(card: Card): string {
  const { title, number, column, labels, checklist = [], description } = card
  const items = checklist.map(({ text, done }) => `- [${done ? 'x' : ' '}] ${oneLine(text)}`)
  return [
    `Title: ${oneLine(title)}`,
    ...(number === undefined ? [] : [`Number: ${number}`]),
    `Column: ${oneLine(column)}`,
    ...(labels.length === 0 ? [] : [cut(`Labels: ${labels.map(oneLine).join(', ')}`, LABELS_BYTES)]),
    ...(items.length === 0 ? [] : ['', 'Checklist:', cut(items.join('\n'), CHECKLIST_BYTES)]),
    ...(description === '' ? [] : ['', 'Description:', description]),
  ].join('\n')
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
