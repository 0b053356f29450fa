import { Queue } from 'bullmq'
import fastify, { type FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import { AGENT_QUEUE_PREFIX, Failure, LANE_QUEUES, LANES, QUESTION_QUEUE, QUEUE_PREFIX, RENEWAL_QUEUE } from '#contract'

export const QUEUES_PATH = '/queues'

/** Results of agents that are to be posted. */
const DELIVERY_QUEUE = 'deliveries'

const SHOWN = [
  ...LANES.map((lane) => LANE_QUEUES[lane]),
  { prefix: AGENT_QUEUE_PREFIX, name: DELIVERY_QUEUE },
  { prefix: QUEUE_PREFIX, name: QUESTION_QUEUE },
  { prefix: QUEUE_PREFIX, name: RENEWAL_QUEUE },
]

/**
 * bull-board on every queue, as an application of its own. It is loaded by this call, so that who never looks at queues
 * pays no memory for it.
 *
 * Read-only: a job that is retried, promoted or removed there goes past journal, line and ledger. Slipway's own retry and
 * cancel undo what was done, and keep the order.
 * @throws Failure REDIS_UNAVAILABLE
 */
export const loadQueuesPage = async (redis: Redis, onError: (error: unknown) => void): Promise<FastifyInstance> => {
  if (redis.status !== 'ready') throw new Failure('REDIS_UNAVAILABLE', 'Redis is not connected.')
  const [{ createBullBoard }, { BullMQAdapter }, { FastifyAdapter }] = await Promise.all([
    import('@bull-board/api'),
    import('@bull-board/api/bullMQAdapter'),
    import('@bull-board/fastify'),
  ])
  // It tells queues apart by their names, which are the same in provisioning and agents.
  const queues = SHOWN.map(({ prefix, name }) => {
    const queue = new Queue(name, { connection: redis, prefix }).on('error', onError)
    return new BullMQAdapter(queue, { readOnlyMode: true, allowRetries: false, prefix: `${prefix}:` })
  })
  const serverAdapter = new FastifyAdapter()
  createBullBoard({ queues, serverAdapter, options: { uiConfig: { boardTitle: 'Slipway queues' } } })
  serverAdapter.setBasePath(QUEUES_PATH)
  const app = fastify()
  await app.register(serverAdapter.registerPlugin(), { prefix: QUEUES_PATH })
  await app.ready()
  return app
}
