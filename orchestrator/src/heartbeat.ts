import { writeFile } from 'node:fs/promises'
import type { Redis } from 'ioredis'
import { every } from './every.ts'

/**
 * Writes a file again and again, each time that Redis has answered: one that grows old tells that this process hangs, or
 * can't do its work. The first is written before this returns.
 * @param file absolute path
 * @param pauseMs milliseconds between two signs of life
 */
export async function startHeartbeat(
  file: string,
  redis: Redis,
  onError: (thrown: unknown) => void,
  pauseMs = 3_000,
): Promise<AsyncDisposable> {
  const beat = async (): Promise<void> => {
    await redis.ping()
    await writeFile(file, `${new Date().toISOString()}\n`)
  }
  await beat()
  return every(pauseMs, beat, onError)
}
