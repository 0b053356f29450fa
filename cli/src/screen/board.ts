import { createLogUpdate } from 'log-update'
import type { News, Shown } from '../tasks/follow-all.ts'
import { isAtWork } from '../tasks/view.ts'
import { plainProgress } from './plain-progress.ts'
import type { Progress } from './progress.ts'
import type { Screen } from './screen.ts'
import { cut, taskLine, type Drawing } from './task-lines.ts'

/** All tasks at once: those under way move, below those that have ended. */
export interface Board {
  readonly show: (news: News) => void
  readonly close: () => void
}

const REDRAW_MS = 100

export const openBoard = (screen: Screen): Board =>
  screen.out.isTTY && screen.isLive ? liveBoard(screen) : plainBoard(screen)

/** The steps that a task is at, in a line of their own. */
const stepsLine = ({ view }: Shown, { paint, columns }: Drawing): string[] => {
  const titles = view.steps
    .filter(isAtWork)
    .map(({ title, state }) => (state === 'undoing' ? `undoing: ${title}` : title))
  const told = titles.length > 0 ? titles.join(' · ') : view.message
  return told === '' ? [] : [paint.dim(`  ${cut(told, columns - 3)}`)]
}

const liveBoard = ({ out, paint }: Screen): Board => {
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

const ID_WIDTH = 8

/** A line for whatever happens to a step of any task, with the beginning of its id. */
const plainBoard = ({ out }: Screen): Board => {
  const progresses = new Map<string, Progress>()
  const of = ({ view, subject }: Shown): Progress => {
    const known = progresses.get(view.id)
    if (known !== undefined) return known
    const id = view.id.slice(0, ID_WIDTH).padEnd(ID_WIDTH)
    const made = plainProgress((line) => out.write(`${id}  ${line}\n`), subject)
    progresses.set(view.id, made)
    return made
  }
  let isLost = false
  return {
    show(news) {
      if (news.kind === 'lost') {
        if (!isLost) out.write('The connection is lost; trying to come back …\n')
        isLost = true
        return
      }
      if (isLost) out.write('The connection is back.\n')
      isLost = false
      for (const one of news.kind === 'ended' ? [news.task] : news.tasks) of(one).show(one.view)
      if (news.kind === 'ended') progresses.delete(news.task.view.id)
    },
    close: () => undefined,
  }
}
