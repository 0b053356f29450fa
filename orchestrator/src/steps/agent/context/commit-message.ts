import type { Card } from '#contract'

const MAX_SUBJECT = 100
// Agents like to set it off.
const SAID = /^[\s>*_`]*COMMIT_MESSAGE:[*_`]*(?<message>.*)$/
const FENCE = /^\s*```\w*\s*$/

/**
 * Message of the commit with a run's work: what the agent's last line says after `COMMIT_MESSAGE:`, otherwise the card's title.
 * A subject of at most 100 characters, the whole text below it where that was longer, and trailers that name card and agent.
 */
export function commitMessage(
  summary: string,
  { card, agentType }: { readonly card: Pick<Card, 'id' | 'number' | 'title'>; readonly agentType: string },
): string {
  const trailers = [`Card: ${oneLine(card.id)}`, `Agent: ${agentType}`].join('\n')
  return [...(said(summary) ?? fromCard(card)), trailers].join('\n\n')
}

function said(summary: string): string[] | undefined {
  const last = summary.split(/\r?\n/).findLast((text) => text.trim() !== '' && !FENCE.test(text))
  const message = SAID.exec(last ?? '')?.groups?.['message']
  const text = oneLine(message ?? '').replace(/[\s*_`]+$/, '')
  if (text === '') return undefined
  const subject = shortened(text, MAX_SUBJECT)
  return subject === text ? [subject] : [subject, text]
}

function fromCard({ title, number, id }: Pick<Card, 'id' | 'number' | 'title'>): string[] {
  const reference = number === undefined ? '' : ` (#${number})`
  const text = oneLine(title)
  return [`${text === '' ? `Card ${oneLine(id)}` : shortened(text, MAX_SUBJECT - reference.length)}${reference}`]
}

/** Without what would begin a line, or change how others are shown. */
const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()

/** Cut after a word, if that keeps most of it; counted in code points. */
function shortened(text: string, most: number): string {
  const characters = Array.from(text)
  if (characters.length <= most) return text
  const start = characters.slice(0, most - 1).join('')
  const space = start.lastIndexOf(' ')
  return `${space > start.length / 2 ? start.slice(0, space) : start}…`
}
