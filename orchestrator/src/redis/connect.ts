import { Redis } from 'ioredis'
import { z } from 'zod'
import { Failure } from '#contract'
import { BatchingRedis } from './batching.ts'

export interface ConnectOptions {
  readonly onError: (error: Error) => void
  /** Commands of one turn of the event loop travel together. @default false */
  readonly batching?: boolean
}

/** A connection that waits for Redis for as long as it takes: what is under way goes on when Redis is back. */
export const connectRedis = (url: string, { onError, batching = false }: ConnectOptions): Redis =>
  new (batching ? BatchingRedis : Redis)(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => Math.min(attempt * 50, 1_000),
  }).on('error', onError)

/**
 * Sees that Redis keeps what it is given: `noeviction`, and AOF with `appendfsync always`.
 * @param allowVolatile whether a Redis that may lose data is accepted all the same (but never one that evicts)
 * @throws Failure CONFIG_INVALID that names every setting that is wrong, and how to set it
 */
export async function requireDurable(redis: Redis, allowVolatile: boolean): Promise<void> {
  const wanted = {
    'maxmemory-policy': 'noeviction',
    ...(allowVolatile ? {} : { appendonly: 'yes', appendfsync: 'always' }),
  }
  const wrong: string[] = []
  for (const [setting, value] of Object.entries(wanted)) {
    const [, actual] = z.tuple([z.string(), z.string()]).parse(await redis.config('GET', setting))
    if (actual !== value)
      wrong.push(`${setting} is "${actual}" and must be "${value}" (CONFIG SET ${setting} ${value})`)
  }
  if (wrong.length > 0) throw new Failure('CONFIG_INVALID', `Redis would lose tasks: ${wrong.join('; ')}`)
}
