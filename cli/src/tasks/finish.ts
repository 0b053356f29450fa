import { EXIT, type ExitCode } from '../exit-code.ts'
import type { Accepted, Task } from '../portal/shapes.ts'
import { resultLines } from '../screen/result-lines.ts'
import type { Session } from '../session.ts'
import { exitCodeOfTask, failureLines, waitFor } from './wait.ts'

interface Finishing {
  /** What the task is about: "team acme". */
  readonly subject: string
  readonly detach: boolean
  /** The end that was asked for. @default 'completed' */
  readonly wanted?: Task['status']
}

/** Waits for a task that was accepted, or tells how to watch it; then says what became of it. */
export const finish = async (accepted: Accepted, how: Finishing, session: Session): Promise<ExitCode> => {
  const { screen } = session
  const { subject, detach, wanted = 'completed' } = how
  if (detach) {
    if (screen.json) screen.printJson(accepted)
    else screen.print(accepted.id)
    screen.say(screen.paintErr.dim(`slipway watch ${accepted.id}`))
    return EXIT.done
  }
  const task = await waitFor(await session.portal(), screen, accepted.id, subject)
  return report(task, wanted, session)
}

/** Says how a task has ended: its result on standard output, why it failed beside it. */
export const report = (task: Task, wanted: Task['status'], { screen }: Session): ExitCode => {
  if (screen.json) screen.printJson(task)
  else {
    screen.print(...resultLines(task, screen.paint))
    screen.say(...failureLines(task, screen.paintErr, screen.widthErr))
  }
  return exitCodeOfTask(task, wanted)
}
