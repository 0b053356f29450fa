import { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { jobOptions, LANE_QUEUES, parseTask } from '#contract'
import { loadPolicies } from './agent-policy/load.ts'
import type { Config } from './config.ts'
import { createDeliveryQueue, type DeliveryQueue } from './deliveries/queue.ts'
import { createAgentRecords } from './redis/agent-records.ts'
import { createCards } from './redis/cards.ts'
import { createInterruptions } from './redis/interruptions.ts'
import type { Retention } from './redis/retention.ts'
import type { AgentDesk } from './steps/agent/desk.ts'

interface DeskDeps {
  readonly redis: Redis
  readonly config: Config
  /** Takes secrets that are known out of what agents print. */
  readonly redact: (text: string) => string
  readonly kept: Retention
  readonly onError: (thrown: unknown) => void
}

/**
 * Puts together what the tasks of agents work with. Queues are opened by the first task that needs one: most are no agents'.
 * @throws Failure AGENTS_INVALID
 */
export async function openAgentDesk({
  redis,
  config,
  redact,
  kept,
  onError,
}: DeskDeps): Promise<AgentDesk & AsyncDisposable> {
  const opened = new AsyncDisposableStack()
  const queues = new Map<string, Queue>()
  let deliveries: DeliveryQueue | undefined

  const queueOf = (lane: keyof typeof LANE_QUEUES): Queue => {
    const known = queues.get(lane)
    if (known !== undefined) return known
    const { prefix, name } = LANE_QUEUES[lane]
    const queue = new Queue(name, { connection: redis, prefix }).on('error', onError)
    opened.defer(() => queue.close())
    queues.set(lane, queue)
    return queue
  }

  return {
    records: createAgentRecords(redis, { redact, kept }),
    cards: createCards(redis),
    policies: await loadPolicies(config.TEMPLATES_DIR),
    limits: {
      maxHops: config.AGENT_MAX_HOPS,
      dayBudgetUsd: config.AGENT_DAY_BUDGET_USD,
      runBudgetUsd: config.AGENT_RUN_BUDGET_USD,
    },
    author: { name: config.AGENT_AUTHOR_NAME, email: config.AGENT_AUTHOR_EMAIL },
    redact,
    interruptedBy: createInterruptions(redis).interruptedBy,
    async scheduleDelivery(taskId) {
      deliveries ??= opened.use(createDeliveryQueue(redis, onError))
      await deliveries.schedule(taskId)
    },
    async enqueue(envelope) {
      await queueOf(parseTask(envelope).lane).add(envelope.type, envelope, jobOptions(envelope.id))
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
