import { elapsed, isAtWork, type StepView, type TaskView } from '../tasks/view.ts'
import { done, doing } from '../tasks/subject.ts'
import { cut } from './cut.ts'
import { duration } from './duration.ts'
import type { Paint } from './paint.ts'

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const FRAME_MS = 80
const FULL = '━'
const HALF = '╸'

/** What lines are drawn for. */
export interface Drawing {
  readonly paint: Paint
  readonly columns: number
  /** Milliseconds since 1970. */
  readonly now: number
}

const spinner = (now: number): string => FRAMES[Math.floor(now / FRAME_MS) % FRAMES.length] ?? '·'

/** A bar of a width; its end moves by half a character. */
export const bar = (percentage: number, width: number, filled: (text: string) => string, paint: Paint): string => {
  const halves = Math.round((Math.min(100, Math.max(0, percentage)) / 100) * width * 2)
  const full = FULL.repeat(Math.floor(halves / 2)) + (halves % 2 === 1 ? HALF : '')
  return filled(full) + paint.dim(FULL.repeat(width - full.length))
}

const signOf = ({ status }: TaskView, { paint, now }: Drawing): string => {
  switch (status) {
    case 'completed':
      return paint.green('✓')
    case 'failed':
      return paint.red('✗')
    case 'cancelled':
      return paint.yellow('■')
    case 'pending':
      return paint.dim('○')
    case 'processing':
      return paint.cyan(spinner(now))
  }
}

/** What is said of a task, as wide as there is room: of a long name, the end is left out, and never what became of it. */
const headlineOf = (view: TaskView, subject: string, room: number): string => {
  const around = (before: string, name: string, behind: string): string =>
    before + cut(name, room - before.length - behind.length) + behind
  switch (view.status) {
    case 'completed':
      return around('', capital(subject), ` ${done(view.type)}`)
    case 'failed':
      return around(`${doing(view.type)} `, subject, ' failed')
    case 'cancelled':
      return around(`${doing(view.type)} `, subject, ' was cancelled')
    case 'pending':
    case 'processing':
      return around(`${doing(view.type)} `, subject, '')
  }
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const BAR_WIDTH = 24
const NARROW_BAR = 16
/** Columns of a screen from which on there is room for a bar of full width. */
const ROOMY = 100
const NUMBERS_WIDTH = '100 %  59 min 59 s'.length

/** What the bar of a task is filled with: green when it is done, red once it is being undone. */
const fillOf = (view: TaskView, paint: Paint): ((text: string) => string) => {
  if (view.status === 'completed') return paint.green
  if (view.status === 'failed' || view.steps.some(({ state }) => state === 'undoing' || state === 'undone'))
    return paint.red
  return view.status === 'cancelled' ? paint.yellow : paint.cyan
}

/** A task in one line: sign, name, bar, percentage, time. Where it is narrow the bar gives way to the name. */
export const taskLine = (view: TaskView, subject: string, drawing: Drawing, nameWidth = 0): string => {
  const { paint, columns, now } = drawing
  const width = columns < ROOMY ? NARROW_BAR : BAR_WIDTH
  const room = Math.max(16, columns - width - NUMBERS_WIDTH - 8)
  const name = headlineOf(view, subject, room).padEnd(Math.min(room, Math.max(nameWidth, 34)))
  const numbers = `${String(view.percentage).padStart(3)} %  ${duration(elapsed(view, now))}`
  return `${signOf(view, drawing)} ${paint.bold(name)}  ${bar(view.percentage, width, fillOf(view, paint), paint)}  ${numbers}`
}

const STEP_LOOK: Readonly<Record<StepView['state'], (drawing: Drawing) => string>> = {
  waiting: ({ paint }) => paint.dim('·'),
  running: ({ paint, now }) => paint.cyan(spinner(now)),
  done: ({ paint }) => paint.green('✓'),
  failed: ({ paint }) => paint.red('✗'),
  undoing: ({ paint, now }) => paint.yellow(spinner(now)),
  undone: ({ paint }) => paint.yellow('↺'),
  undo_failed: ({ paint }) => paint.red('!'),
}

const STEP_WORDS: Readonly<Partial<Record<StepView['state'], string>>> = {
  failed: 'failed',
  undoing: 'undoing',
  undone: 'undone',
  undo_failed: 'could not be undone',
}

/** A step in a line: sign, title, how long, and what became of it if that is not as planned. */
const stepLine = (step: StepView, titleWidth: number, drawing: Drawing): string => {
  const { paint, now } = drawing
  const title = step.title.padEnd(titleWidth)
  const sign = STEP_LOOK[step.state](drawing)
  if (step.state === 'waiting') return `  ${sign} ${paint.dim(step.title)}`
  const took = step.startedAt === undefined ? '' : duration((step.endedAt ?? now) - step.startedAt).padStart(8)
  const word = STEP_WORDS[step.state] ?? ''
  const told = isAtWork(step) || step.state === 'failed' ? title : paint.dim(title)
  return `  ${sign} ${told} ${paint.dim(took)}${word === '' ? '' : `  ${word}`}`.trimEnd()
}

/** A task with its steps below it; where the screen is too low, only those at work. @param rows of the screen */
export const taskBlock = (view: TaskView, subject: string, rows: number, drawing: Drawing): string[] => {
  const shown = view.steps.length + 3 <= rows ? view.steps : view.steps.filter(isAtWork)
  const width = Math.min(drawing.columns - 24, Math.max(0, ...view.steps.map(({ title }) => title.length)))
  const steps = shown.map((step) => stepLine({ ...step, title: cut(step.title, width) }, width, drawing))
  const waiting =
    view.steps.length === 0 && view.endedAt === undefined
      ? [`  ${drawing.paint.dim(cut(view.message, drawing.columns - 3))}`]
      : []
  return [taskLine(view, subject, drawing), ...steps, ...waiting]
}
