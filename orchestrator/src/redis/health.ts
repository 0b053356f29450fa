import { Redis } from 'ioredis'
import { z } from 'zod'
import { Failure } from '#contract'
import type { RedisHealth } from '../doctor/redis.ts'

const CONNECT_MS = 5_000

/** A connection that gives up instead of waiting for Redis to come back; nothing is connected yet. */
export const probeRedis = (url: string): Redis =>
  new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  }).on('error', () => undefined) // Whoever connects, or sends a command, is told.

/** @throws Failure REDIS_UNAVAILABLE with what the connection failed of */
export async function connectProbe(redis: Redis): Promise<void> {
  const reasons: Error[] = []
  redis.on('error', (error) => reasons.push(error)) // `connect` itself says only that the connection is closed.
  try {
    await redis.connect()
    await redis.ping()
  } catch (thrown) {
    const cause = reasons[0] ?? thrown
    throw new Failure('REDIS_UNAVAILABLE', `Redis could not be reached: ${Failure.from(cause).message}`, { cause })
  }
}

const Info = z.object({
  redis_version: z.string(),
  used_memory: z.coerce.number(),
  maxmemory: z.coerce.number(),
  total_system_memory: z.coerce.number(),
  aof_last_write_status: z.string().default('ok'),
  aof_last_bgrewrite_status: z.string().default('ok'),
})
const Time = z.tuple([z.coerce.number(), z.coerce.number()])

/** Asks an open connection. */
export async function readHealth(redis: Redis): Promise<RedisHealth> {
  const text = await redis.info()
  const lines = text.split(/\r?\n/).map((line) => /^([a-z_]+):(.*)$/.exec(line))
  const fields: unknown = Object.fromEntries(lines.flatMap((match) => (match === null ? [] : [[match[1], match[2]]])))
  const info = Info.parse(fields)
  const [seconds, microseconds] = Time.parse(await redis.time())
  return {
    version: info.redis_version,
    usedBytes: info.used_memory,
    limitBytes: info.maxmemory === 0 ? info.total_system_memory : info.maxmemory,
    writes: info.aof_last_write_status === 'ok',
    rewrites: info.aof_last_bgrewrite_status === 'ok',
    time: seconds * 1_000 + microseconds / 1_000,
  }
}
