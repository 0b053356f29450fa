import { EXIT, type ExitCode } from '../exit-code.ts'
import { Interrupted } from '../interrupted.ts'
import type { Portal } from '../portal/portal.ts'
import type { Task } from '../portal/shapes.ts'
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

/** Why a task did not get done, what is to be done about it, and what it left behind. */
export const failureLines = (task: Task, { red, yellow, dim }: Paint): string[] => {
  const { error, error_code: code, remedy, leftovers = [] } = task
  const left = leftovers.map(({ kind, name }) => `    ${kind} ${name}`)
  const reason =
    task.status === 'failed'
      ? [`${red('✗')} ${error ?? 'It failed.'}`, ...(remedy === undefined ? [] : [`  ${remedy}`])]
      : []
  return [
    ...reason,
    ...(code === undefined || task.status !== 'failed' ? [] : [`  ${dim(code)}`]),
    ...(left.length === 0 ? [] : [`${yellow('!')} Could not be undone; the sweeper goes on trying:`, ...left]),
    ...(left.length === 0 && task.status === 'failed' ? [`  ${dim('What it had done was undone.')}`] : []),
  ]
}
