import { styleText } from 'node:util'
import type { Bar } from './screen.ts'

const NAME_WIDTH = 16
const BAR_WIDTH = 24
const FILLED = '█'
const EMPTY = '░'

const LOOK = {
  running: { sign: '•', colour: 'cyan' },
  done: { sign: '✓', colour: 'green' },
  failed: { sign: '✗', colour: 'red' },
} as const

/** One bar with name, percentage, time and step, cut to the width of the terminal. */
export function barLine({ name, percentage, message, seconds, state }: Bar, columns: number): string {
  const { sign, colour } = LOOK[state]
  const filled = Math.round((percentage / 100) * BAR_WIDTH)
  const numbers = `${String(percentage).padStart(3)} % ${seconds.toFixed(1).padStart(5)} s`
  const left = `  ${sign} ${name.padEnd(NAME_WIDTH)} `
  const room = columns - left.length - BAR_WIDTH - numbers.length - 4
  const step = message.split('\n', 1)[0] ?? ''
  const told = step.length > room ? `${step.slice(0, Math.max(0, room - 1))}…` : step
  const bar = `${styleText(colour, FILLED.repeat(filled))}${styleText('dim', EMPTY.repeat(BAR_WIDTH - filled))}`
  return `${left.replace(sign, styleText(colour, sign))}${bar} ${numbers}  ${styleText('dim', told)}`
}
