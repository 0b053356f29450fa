import { Redis } from 'ioredis'
import type { ChildOptions } from '../child.ts'
import type { Figure } from '../figure.ts'
import { median, percentile } from '../statistics.ts'
import { latencies, perSecond } from './load.ts'
import { startServer } from './servers.ts'

const WARM_UP = 500
const TASKS = 4_000
const RATE = 200
const AT_THE_RATE = 1_000

interface Series {
  readonly per_s: number[]
  readonly p99: number[]
}
const emptySeries = (): Series => ({ per_s: [], p99: [] })

/** How many tasks portal-api takes with every one on disk before its answer, and how soon it answers, against a bare route. */
export async function portalPost(options: ChildOptions, runs = 3): Promise<Figure[]> {
  const measured = { ours: emptySeries(), bare: emptySeries() }
  const redis = new Redis(options.environment.redisUrl)
  try {
    for (let run = 0; run < runs; run += 1) {
      for (const which of ['bare', 'ours'] as const) {
        await redis.flushdb()
        await using server = await startServer(which, options)
        await perSecond(server, WARM_UP)
        measured[which].per_s.push(await perSecond(server, TASKS))
        measured[which].p99.push(percentile(await latencies(server, AT_THE_RATE, RATE), 0.99))
      }
    }
  } finally {
    redis.disconnect()
  }
  const { ours, bare } = measured
  return [
    {
      name: 'portal-post',
      what: 'tasks that POST /api/tasks takes in a second, each on disk before its 202',
      ...{ value: median(ours.per_s), unit: '/s', reach: 1_000, better: 'above', runs },
      details: { bare_per_s: median(bare.per_s) },
    },
    {
      name: 'portal-post-p99',
      what: `p99 of POST /api/tasks at ${RATE} a second`,
      ...{ value: median(ours.p99), unit: 'ms', reach: 50, better: 'below', runs },
      details: { bare_p99_ms: median(bare.p99) },
    },
  ]
}
