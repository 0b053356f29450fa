import { createLogUpdate } from 'log-update'
import type { Shown } from '../tasks/follow-all.ts'
import { isAtWork } from '../tasks/view.ts'
import type { Board } from './board.ts'
import type { Screen } from './screen.ts'
import { cut } from './cut.ts'
import { taskLine, type Drawing } from './task-lines.ts'

const REDRAW_MS = 100

/** The steps that a task is at, in a line of their own. */
const stepsLine = ({ view }: Shown, { paint, columns }: Drawing): string[] => {
  const titles = view.steps
    .filter(isAtWork)
    .map(({ title, state }) => (state === 'undoing' ? `undoing: ${title}` : title))
  const told = titles.length > 0 ? titles.join(' · ') : view.message
  return told === '' ? [] : [paint.dim(`  ${cut(told, columns - 3)}`)]
}

/** On a terminal: bars that move in place. */
export const liveBoard = ({ out, paint }: Screen): Board => {
  const live = createLogUpdate(out)
  let running: readonly Shown[] = []
  let isLost = false
  const drawing = (): Drawing => ({ paint, columns: out.columns, now: Date.now() })
  const draw = (): void => {
    const now = drawing()
    const width = Math.max(0, ...running.map(({ subject }) => subject.length + 11))
    const lines = running.flatMap((one) => [taskLine(one.view, one.subject, now, width), ...stepsLine(one, now)])
    const room = Math.max(1, out.rows - 3)
    const hidden = lines.length > room ? [paint.dim(`  … and ${lines.length - room} more lines`)] : []
    const state = isLost ? paint.yellow('Connection lost; trying to come back …') : paint.dim('Ctrl-C to stop watching')
    const idle = running.length === 0 && !isLost ? [paint.dim('Nothing is being done; waiting for tasks.')] : []
    live([...lines.slice(0, room), ...hidden, ...idle, state].join('\n'))
  }
  const timer = setInterval(draw, REDRAW_MS)
  return {
    show(news) {
      isLost = news.kind === 'lost'
      if (news.kind === 'ended') {
        const { view, subject } = news.task
        const why = view.error === undefined ? [] : [`  ${paint.red(cut(view.error, out.columns - 3))}`]
        live.persist([taskLine(view, subject, drawing()), ...why].join('\n'))
      }
      if (news.kind !== 'lost') running = news.kind === 'ended' ? news.running : news.tasks
      draw()
    },
    close() {
      clearInterval(timer)
      live.clear()
      live.done()
    },
  }
}
