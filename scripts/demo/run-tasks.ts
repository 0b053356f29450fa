import type { AgentMessage, TaskMessage } from '#contract'
import { barAfter, toolLineOf } from './follow-bar.ts'
import { NotObserved } from './observe.ts'
import { isOfAgent } from './portal.ts'
import type { Bar } from './screen/screen.ts'
import type { Stage } from './stage.ts'
import type { Asked, TaskRun } from './task-run.ts'

const REDRAW_MS = 100

/** A task, and what has it enqueued: resolves with its id. */
export interface Sending extends Asked {
  readonly send: () => Promise<string>
}

/** Sends tasks in this order and follows all of them, live, to their ends. */
export const runTasks = (stage: Stage, asked: readonly Asked[]): Promise<readonly TaskRun[]> =>
  followTasks(
    stage,
    asked.map((each) => {
      const { type, payload } = each
      return { ...each, send: () => stage.portal.send({ type, payload, user_id: stage.cast.user }) }
    }),
  )

/** The same for tasks that are enqueued in ways of their own. */
export async function followTasks(stage: Stage, sendings: readonly Sending[]): Promise<readonly TaskRun[]> {
  const { portal, screen } = stage
  const bars = sendings.map(({ name }): Bar => ({ name, percentage: 0, message: 'Sent', seconds: 0, state: 'running' }))
  const sent: { readonly id: string; readonly at: number }[] = []
  for (const { send } of sendings) sent.push({ at: performance.now(), id: await send() })
  const secondsOf = (index: number) => (performance.now() - (sent[index]?.at ?? 0)) / 1000
  const draw = () => {
    bars.forEach((bar, index) => {
      if (bar.state === 'running') bars[index] = { ...bar, seconds: secondsOf(index) }
    })
    screen.bars(bars)
  }
  const redrawing = setInterval(draw, REDRAW_MS)
  try {
    const runs = await Promise.all(
      sendings.map(async ({ send: _send, ...asked }, index): Promise<TaskRun> => {
        const id = sent[index]?.id ?? ''
        const [messages, ofAgent]: [TaskMessage[], AgentMessage[]] = [[], []]
        for await (const message of portal.followAgent(id)) {
          const tool = toolLineOf(message)
          if (tool !== undefined) screen.line(tool)
          const bar = bars[index]
          if (bar !== undefined)
            bars[index] = barAfter({ ...bar, seconds: secondsOf(index) }, message, { messages, ofAgent })
          if (isOfAgent(message)) ofAgent.push(message)
          else messages.push(message)
          draw()
        }
        return { ...asked, id, messages, ofAgent, seconds: secondsOf(index), task: await portal.task(id) }
      }),
    )
    stage.runs.push(...runs)
    return runs
  } finally {
    clearInterval(redrawing)
    screen.settle()
  }
}

/** As runTasks, for tasks that have to succeed. @throws NotObserved with the error of the one that did not */
export async function completeTasks(stage: Stage, asked: readonly Asked[]): Promise<readonly TaskRun[]> {
  const runs = await runTasks(stage, asked)
  runs.forEach(requireCompleted)
  return runs
}

/** @throws NotObserved with the error of a task that did not succeed */
export function requireCompleted({ type, name, task }: TaskRun): void {
  if (task.status === 'completed') return
  throw new NotObserved(
    `${type} (${name}) ended ${task.status}: ${task.error_code ?? 'no code'}, ${task.error ?? 'no error'}`,
  )
}
