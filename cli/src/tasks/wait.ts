import { EXIT, type ExitCode } from '../exit-code.ts'
import { Interrupted } from '../interrupted.ts'
import type { Portal } from '../portal/portal.ts'
import type { Task } from '../portal/shapes.ts'
import { below, wrap } from '../screen/cut.ts'
import { openProgress } from '../screen/open-progress.ts'
import type { Paint } from '../screen/paint.ts'
import type { Screen } from '../screen/screen.ts'
import { followTask } from './follow.ts'

/** What the end of a task means to scripts. @param wanted the status that was asked for */
export const exitCodeOfTask = (task: Task, wanted: Task['status'] = 'completed'): ExitCode => {
  if ((task.leftovers ?? []).length > 0) return EXIT.leftovers
  return task.status === wanted ? EXIT.done : EXIT.failed
}

/**
 * Shows a task until its end, and returns its final record. Ctrl-C lets go of it: it goes on.
 * @throws Interrupted; Refused, Failure PORTAL_UNREACHABLE
 */
export const waitFor = async (portal: Portal, screen: Screen, id: string, subject: string): Promise<Task> => {
  const progress = await openProgress(screen, subject)
  try {
    const seen = followTask(portal, id)
    for (;;) {
      const next = await seen.next()
      if (next.done === true) {
        progress.end()
        return next.value
      }
      if (next.value.kind === 'lost') progress.lost()
      else progress.show(next.value.view)
    }
  } catch (thrown) {
    progress.end()
    if (thrown instanceof Interrupted) screen.say(...detachedLines(id))
    throw thrown
  }
}

const detachedLines = (id: string): string[] => [
  'Detached: the task goes on.',
  `  slipway watch ${id}    to see how it goes on`,
  `  slipway cancel ${id}   to have it cancelled and undone`,
]

/**
 * Why a task did not get done, what is to be done about it, and what it left behind.
 * @param room columns of the screen
 */
export const failureLines = (task: Task, { red, yellow, dim }: Paint, room: number): string[] => {
  const { status, error = 'It failed.', error_code: code, remedy, leftovers = [], steps } = task
  const left = leftovers.map(({ kind, name }) => `    ${kind} ${name}`)
  const reason = [
    ...below(`${red('✗')} `, wrap(error, room - 2)),
    ...(remedy === undefined ? [] : below('  ', wrap(remedy, room - 2))),
    ...(code === undefined ? [] : [`  ${dim(code)}`]),
  ]
  // A deletion that fails is not undone: it is carried forward.
  const isUndone = status === 'failed' && !steps.some(({ state }) => state === 'done')
  const undone = isUndone ? [`  ${dim('What it had done was undone.')}`] : []
  return [
    ...(status === 'failed' ? reason : []),
    ...(left.length === 0 ? undone : [`${yellow('!')} Could not be undone; the sweeper goes on trying:`, ...left]),
  ]
}
