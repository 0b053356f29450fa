import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, it, type TestContext } from 'node:test'
import { Redis } from 'ioredis'
import { startRedis } from '../../../scripts/setup/redis.ts'

const SOURCES = join(import.meta.dirname, '../../src')

/** Runs one of the orchestrator's programs to its end, or to that of the test's time. */
async function run({ signal }: TestContext, program: string, env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [join(SOURCES, program)], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...{ signal, killSignal: 'SIGKILL' },
  })
  const [said, printed] = await Promise.all([text(child.stderr), text(child.stdout), once(child, 'exit')])
  return { said, printed, code: child.exitCode }
}

describe('An orchestrator that can not start', { concurrency: true, timeout: 60_000 }, () => {
  const held = new AsyncDisposableStack()
  let dir: string
  let redisUrl: string

  // A Redis as it comes, but for what it evicts: it loses what it has not written yet.
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'slipway-start-'))
    held.defer(() => rm(dir, { recursive: true }))
    const { signal } = new AbortController()
    redisUrl = held.use(await startRedis({ dir: join(dir, 'redis'), signal })).url
    const client = held.adopt(new Redis(redisUrl), (each) => each.disconnect())
    const settings = { appendonly: 'no', appendfsync: 'everysec', 'maxmemory-policy': 'allkeys-lru' }
    for (const [name, value] of Object.entries(settings)) await client.config('SET', name, value)
  })
  after(() => held.disposeAsync())

  for (const program of ['main.ts', 'sweep.ts']) {
    it(`names every wrong variable at once and exits 1: ${program}`, async (context: TestContext) => {
      const wrong = { REDIS_URL: 'nonsense', DOMAIN: 'Not A Domain', HIGH_CONCURRENCY: '0', LOG_LEVEL: 'loud' }
      const { said, printed, code } = await run(context, program, wrong)
      assert.deepEqual([code, printed], [1, ''])
      for (const name of [...Object.keys(wrong), 'APP_IMAGE']) assert.match(said, new RegExp(name))
      assert.match(said, /\.env\.example/)
      assert.doesNotMatch(said, /^\s+at /m)
    })
  }

  it('names every setting under which Redis would lose tasks', async (context: TestContext) => {
    const { said, code } = await run(context, 'main.ts', { REDIS_URL: redisUrl, APP_IMAGE: 'none', DATA_DIR: dir })
    assert.equal(code, 1)
    for (const setting of ['maxmemory-policy', 'appendonly', 'appendfsync']) {
      assert.match(said, new RegExp(`CONFIG SET ${setting}`))
    }
  })

  it('accepts no Redis that evicts keys, though it may be volatile', async (context: TestContext) => {
    const env = { REDIS_URL: redisUrl, APP_IMAGE: 'none', DATA_DIR: dir, REDIS_ALLOW_VOLATILE: 'true' }
    const { said, code } = await run(context, 'main.ts', env)
    assert.equal(code, 1)
    assert.match(said, /maxmemory-policy is "allkeys-lru"/)
    assert.doesNotMatch(said, /appendonly/)
  })
})
