import { Redis } from 'ioredis'
import { startBrowser } from '../../test/board/support/browser.ts'
import { seedCrowd, typeIntoCrowd } from '../../test/board/support/crowd.ts'
import type { ChildOptions } from '../child.ts'
import type { Figure } from '../figure.ts'
import { median } from '../statistics.ts'
import { startServer } from './servers.ts'

/** How soon the board draws what a key does, with 500 resources and 20 events a second, in a real browser. */
export async function board(options: ChildOptions, runs = 3): Promise<Figure[]> {
  const keys: number[] = []
  const long: number[] = []
  const redis = new Redis(options.environment.redisUrl)
  try {
    for (let run = 0; run < runs; run += 1) {
      await redis.flushdb()
      await seedCrowd(redis)
      await using server = await startServer('ours', options)
      await using browser = await startBrowser(Number(new URL(server.url).port))
      await using visit = await browser.open({ viewport: { width: 1440, height: 1000 } })
      const measured = await typeIntoCrowd(visit, redis, server)
      keys.push(...measured.keys)
      long.push(...measured.long)
    }
  } finally {
    redis.disconnect()
  }
  return [
    {
      name: 'board',
      what: 'from a key to the frame after it on the board, with 500 resources and 20 events a second',
      ...{ value: median(keys), unit: 'ms', reach: 100, better: 'below', runs },
      details: { longest_ms: Math.max(...keys), longest_work_ms: Math.max(0, ...long) },
    },
  ]
}
