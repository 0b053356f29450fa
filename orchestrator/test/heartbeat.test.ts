import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, watch } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { startRedis } from '../../scripts/setup/redis.ts'
import { startHeartbeat } from '../src/heartbeat.ts'

const LIMIT_MS = 20_000
const PAUSE_MS = 20

it('beats while Redis answers, and only then', async () => {
  await using held = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'slipway-heartbeat-'))
  held.defer(() => rm(folder, { recursive: true }))
  const server = held.use(await startRedis({ dir: join(folder, 'redis'), signal: AbortSignal.timeout(LIMIT_MS) }))
  const redis = new Redis(server.url, { maxRetriesPerRequest: null })
  held.defer(() => redis.disconnect())
  const pid = Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1])

  const file = join(folder, 'heartbeat')
  const beats = async (): Promise<void> => {
    for await (const { filename } of watch(folder, { signal: AbortSignal.timeout(LIMIT_MS) }))
      if (filename === 'heartbeat') return
  }
  held.use(await startHeartbeat(file, redis, (thrown) => assert.fail(String(thrown)), PAUSE_MS))
  held.defer(() => void process.kill(pid, 'SIGCONT'))
  assert.ok(Date.now() - Date.parse((await readFile(file, 'utf8')).trim()) < LIMIT_MS)
  await beats()

  process.kill(pid, 'SIGSTOP')
  await pause(10 * PAUSE_MS) // What had been answered has been written by now.
  const last = await readFile(file, 'utf8')
  await pause(10 * PAUSE_MS)
  assert.equal(await readFile(file, 'utf8'), last)

  const again = beats()
  process.kill(pid, 'SIGCONT')
  await again
})
