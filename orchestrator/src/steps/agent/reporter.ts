import type { AgentMessage } from '#contract'
import type { AgentListener } from '../../drivers/agents/port.ts'
import type { AgentDesk } from './desk.ts'
import type { AgentFacts, AgentInput } from './facts.ts'

/** Milliseconds between two messages on a task's progress, and between two that tell of costs. */
const PROGRESS_MS = 250
const USAGE_MS = 2_000

interface About {
  readonly input: Pick<AgentInput, 'card'>
  readonly facts: Pick<AgentFacts, 'slug' | 'agent' | 'agent_type'>
  readonly desk: Pick<AgentDesk, 'records' | 'cards' | 'redact'>
  readonly task: string
  readonly day: string
  /** Offset up to which what the agent printed was kept and told before. */
  readonly from: number
  /** Tells people how far the task is. */
  readonly tell: (message: string) => void
}

/** A listener that keeps and tells what an agent does. */
export interface Reporter extends AgentListener {
  /** Everything that was heard is kept and told. @throws what kept it from being so */
  settled(): Promise<void>
}

/** Keeps what an agent does in its record, and tells it: each tool it uses, and now and then what it has cost. */
export function createReporter({ input, facts, desk, task, day, from, tell }: About): Reporter {
  const { records, cards, redact } = desk
  const card = { sandbox: facts.slug, id: input.card.id }
  const common = () => ({
    ...{ task_id: task, resource_id: facts.slug, card_id: card.id, timestamp: new Date().toISOString() },
  })
  const line = inOrder()
  const say = (message: AgentMessage): void => line.add(() => records.tell(message))
  const progress = atMostEvery(PROGRESS_MS, tell)
  const usage = atMostEvery(USAGE_MS, ({ turns, costUsd, tokens }: Parameters<AgentListener['usage']>[0]) => {
    line.add(() => records.update(task, { turns, cost_usd: costUsd, tokens }))
    line.add(() => cards.spend(card, day, task, costUsd))
    say({ type: 'usage', ...common(), turns, cost_usd: costUsd, tokens })
  })
  return {
    from,
    started({ host, sessionId }) {
      line.add(() => records.update(task, { host, session_id: sessionId }))
      say({ type: 'started', ...common(), agent: facts.agent, host, session_id: sessionId })
      progress.give(`The ${facts.agent_type} is at work on ${host}`)
    },
    tool(text) {
      const told = redact(text)
      say({ type: 'tool', ...common(), line: told })
      progress.give(told)
    },
    usage: (totals) => usage.give(totals),
    async output(lines, endOffset) {
      // What is kept was told: whoever goes on from the end of it tells nothing twice, and leaves nothing out.
      await line.done()
      await records.append(task, endOffset, lines)
    },
    async settled() {
      progress.flush()
      usage.flush()
      await line.settled()
    },
  }
}

/** Does one thing after the other. The first that fails is told by `settled`; the others are done all the same. */
function inOrder() {
  let last: Promise<unknown> = Promise.resolve()
  const failures: unknown[] = []
  return {
    add(work: () => Promise<unknown>): void {
      last = last.then(work).catch((thrown: unknown) => failures.push(thrown))
    },
    /** Everything up to now was done, or has failed. */
    async done(): Promise<void> {
      await last
    },
    async settled(): Promise<void> {
      await last
      if (failures.length > 0) throw failures[0]
    },
  }
}

/** Passes on the newest of what it is given, at most every so often, and the last one in any case. */
function atMostEvery<T>(ms: number, pass: (value: T) => void) {
  let held: { readonly value: T } | undefined
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (held === undefined) return
    const { value } = held
    held = undefined
    pass(value)
  }
  return {
    give(value: T): void {
      const isFirst = timer === undefined
      held = { value }
      if (!isFirst) return
      flush()
      timer = setTimeout(flush, ms).unref()
    },
    flush,
  }
}
