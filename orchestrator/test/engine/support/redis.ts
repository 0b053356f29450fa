import assert from 'node:assert/strict'
import { Redis } from 'ioredis'

/** Redis database of each test file: keys are fixed by the contract. Those of portal-api's tests are 11 to 15. */
const DATABASES = {
  saga: 1,
  undo: 2,
  stop: 3,
  resume: 4,
  lock: 5,
  order: 6,
  intake: 7,
  sweeper: 8,
  input: 9,
  janitor: 10,
  steps: 16,
  leftovers: 17,
  samples: 18,
  retention: 19,
  outage: 20,
} as const
export type TestFile = keyof typeof DATABASES

/** URL of this file's database in the Redis that `npm test` gives. */
function databaseUrl(file: TestFile): string {
  assert.ok(process.env.REDIS_URL, 'REDIS_URL must name a Redis server: run this with npm test')
  const url = new URL(process.env.REDIS_URL)
  url.pathname = `/${DATABASES[file]}`
  return url.href
}

/** URL of this file's database, emptied. */
export async function emptyDatabase(file: TestFile): Promise<string> {
  const url = databaseUrl(file)
  const redis = new Redis(url)
  await redis.flushdb()
  await redis.quit()
  return url
}
