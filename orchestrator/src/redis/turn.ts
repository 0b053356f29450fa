import type { Redis } from 'ioredis'

/**
 * Whether it is this process' turn to do what one orchestrator does for all.
 * @param name what is done
 * @param everyMs milliseconds between two turns, whoever takes them
 */
export const takeTurn = async (redis: Redis, name: string, everyMs: number): Promise<boolean> =>
  (await redis.set(`slipway:turn:${name}`, process.pid, 'PX', everyMs, 'NX')) === 'OK'
