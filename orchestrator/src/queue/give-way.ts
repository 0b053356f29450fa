import type { Operation, ParsedTask, TaskEnvelope } from '#contract'
import type { Lock } from './lock.ts'

/** What a person asks for who wants the sandbox as it is to end: agents are in its way for minutes or hours. */
const INTERRUPTS: ReadonlySet<Operation> = new Set<Operation>(['delete', 'restart', 'suspend'])

export interface GiveWayDeps {
  readonly lock: Pick<Lock, 'find'>
  readonly parse: (data: unknown) => ParsedTask
  /** Asks a task to be cancelled, and notes for which other one. */
  readonly interrupt: (agent: TaskEnvelope, by: string) => Promise<void>
}

/**
 * Has the agent that a task waits for end, if the task is one that agents give way to: a removal, a suspension or a restart
 * of the sandbox, or of what it is part of.
 */
export const createGiveWay =
  ({ lock, parse, interrupt }: GiveWayDeps) =>
  async (waiting: ParsedTask, blocker: string): Promise<void> => {
    if (waiting.resource.type === 'agent' || !INTERRUPTS.has(waiting.contract.operation)) return
    const found = await lock.find(blocker)
    const agent = found && parse(found.envelope)
    if (agent?.resource.type === 'agent') await interrupt(agent.envelope, waiting.envelope.id)
  }
