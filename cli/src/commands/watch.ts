import { positional, taskArgument } from '../arguments.ts'
import { defineCommand } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { readEvents } from '../portal/events.ts'
import type { Portal } from '../portal/portal.ts'
import { openBoard } from '../screen/open-board.ts'
import type { Session } from '../session.ts'
import { report } from '../tasks/finish.ts'
import { followAll } from '../tasks/follow-all.ts'
import { subjectOf } from '../tasks/subject.ts'
import { isFinal } from '../tasks/view.ts'
import { exitCodeOfTask, waitFor } from '../tasks/wait.ts'

export const watch = defineCommand({
  usage: 'watch [task]',
  summary: 'Watch a task to its end, or everything that happens, live',
  examples: [
    ['slipway watch', 'Every task that you may see, until Ctrl-C'],
    ['slipway watch task-17', 'One, to its end; the exit code is that of its end'],
    ['slipway watch --json', 'A JSON line for each event'],
  ],
  options: (yargs) => yargs.positional('task', { ...positional.task, demandOption: false, coerce: taskArgument }),
  run: async ({ task }, session) => {
    const portal = await session.portal()
    if (session.screen.json) return printEvents(portal, task, session)
    if (task === undefined) return watchAll(portal, session)
    const subject = subjectOf(await portal.task(task))
    return report(await waitFor(portal, session.screen, task, subject), 'completed', session)
  },
})

const watchAll = async (portal: Portal, { screen }: Session): Promise<ExitCode> => {
  const board = await openBoard(screen)
  try {
    for await (const news of followAll(portal)) board.show(news)
    return EXIT.done
  } finally {
    board.close()
  }
}

/** Events as they come, a JSON line each: of one task up to its end, or all. */
const printEvents = async (portal: Portal, id: string | undefined, { screen }: Session): Promise<ExitCode> => {
  const path = id === undefined ? '/api/events' : `/api/tasks/${encodeURIComponent(id)}/events`
  const isOver = async () => id !== undefined && isFinal(await portal.task(id))
  if (id !== undefined) await portal.task(id) // It is there.
  for await (const streamed of readEvents(portal.access, path, isOver)) {
    if (streamed.kind !== 'event') continue
    const data: unknown = JSON.parse(streamed.data)
    screen.out.write(`${JSON.stringify({ id: streamed.id, event: streamed.event, data })}\n`)
  }
  return id === undefined ? EXIT.done : exitCodeOfTask(await portal.task(id))
}
