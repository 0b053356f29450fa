import { elapsed, type StepView, type TaskView } from '../tasks/view.ts'
import { doing, done } from '../tasks/subject.ts'
import { duration } from './duration.ts'
import type { Progress } from './progress.ts'
import { capital } from './task-lines.ts'

const tookOf = ({ startedAt, endedAt }: StepView): string =>
  startedAt === undefined || endedAt === undefined ? '' : ` (${duration(endedAt - startedAt)})`

const WORDS: Readonly<Record<StepView['state'], (step: StepView) => string>> = {
  waiting: ({ title }) => title,
  running: ({ title }) => `${title} …`,
  done: (step) => `${step.title}: done${tookOf(step)}`,
  failed: (step) => `${step.title}: failed${tookOf(step)}`,
  undoing: ({ title }) => `${title}: undoing …`,
  undone: ({ title }) => `${title}: undone`,
  undo_failed: ({ title }) => `${title}: could not be undone`,
}

/** For files and pipes: a line for whatever happens to a step, never one twice. */
export const plainProgress = (write: (line: string) => void, subject: string): Progress => {
  const shown = new Map<string, StepView['state']>()
  const failed = new Set<string>()
  let told: string | undefined
  let message: string | undefined
  let isLost = false

  const headline = (view: TaskView): string => {
    switch (view.status) {
      case 'pending':
        return `${doing(view.type)} ${subject}: waiting for its turn`
      case 'processing':
        return `${doing(view.type)} ${subject}`
      case 'completed':
        return `${capital(subject)} ${done(view.type)} after ${duration(elapsed(view, Date.now()))}`
      case 'failed':
        return `${doing(view.type)} ${subject} failed after ${duration(elapsed(view, Date.now()))}`
      case 'cancelled':
        return `${doing(view.type)} ${subject} was cancelled`
    }
  }
  const tell = (view: TaskView, text: string): void => write(`${String(view.percentage).padStart(3)} %  ${text}`)

  return {
    show(view) {
      if (isLost) write('The connection is back.')
      isLost = false
      const isEnd = view.endedAt !== undefined
      if (!isEnd && told !== view.status) tell(view, headline(view))
      for (const step of view.steps) {
        if (step.state === (shown.get(step.name) ?? 'waiting')) continue
        shown.set(step.name, step.state)
        // One may be seen only when it is being undone: which one failed is what people look for.
        if (step.hasFailed && step.state !== 'failed' && !failed.has(step.name)) tell(view, `${step.title}: failed`)
        if (step.hasFailed || step.state === 'failed') failed.add(step.name)
        tell(view, WORDS[step.state](step))
      }
      // Before its plan is known, what it says of itself.
      if (!isEnd && view.steps.length === 0 && view.status === 'processing' && view.message !== message)
        tell(view, view.message)
      message = view.message
      if (isEnd && told !== view.status) tell(view, headline(view))
      told = view.status
    },
    lost() {
      if (!isLost) write('The connection is lost; trying to come back …')
      isLost = true
    },
    end: () => undefined,
  }
}
