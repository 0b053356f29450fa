import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Redis } from 'ioredis'
import { startRedis } from './redis.ts'
import { SetupError } from './setup-error.ts'

const { signal } = new AbortController()

/** Whether a server still listens: a connection that is refused says that it does not. */
async function listens(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: null })
  client.on('error', () => undefined) // connect() rejects with it.
  return client.connect().then(
    () => (client.disconnect(), true),
    () => false,
  )
}

describe('the embedded Redis', () => {
  let dir: string
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'slipway-redis-'))
  })
  after(() => rm(dir, { recursive: true, force: true }))

  it('keeps what it has acknowledged, under a password that only its owner can read', async () => {
    let url: string
    {
      await using server = await startRedis({ dir, signal })
      url = server.url
      const client = new Redis(url)
      await client.set('kept', 'yes')
      assert.deepEqual(await client.config('GET', 'appendfsync'), ['appendfsync', 'always'])
      assert.deepEqual(await client.config('GET', 'maxmemory-policy'), ['maxmemory-policy', 'noeviction'])
      client.disconnect()
      const anonymous = new Redis(Number(new URL(url).port), { lazyConnect: true, retryStrategy: null })
      anonymous.on('error', () => undefined) // The same refusal, of its greeting.
      await assert.rejects(anonymous.get('kept'), /NOAUTH/)
      anonymous.disconnect()
    }
    assert.equal(await listens(url), false)
    for (const file of ['password', 'redis.conf']) assert.equal((await stat(join(dir, file))).mode & 0o077, 0)
    await using again = await startRedis({ dir, signal })
    const client = new Redis(again.url)
    assert.equal(await client.get('kept'), 'yes')
    client.disconnect()
  })

  it('refuses a folder that another one uses', async () => {
    await using _first = await startRedis({ dir, signal })
    await assert.rejects(
      startRedis({ dir, signal }),
      (error) => error instanceof SetupError && /locked/.test(error.message),
    )
  })

  it('tells that it has ended by itself, with its last lines', async () => {
    await using server = await startRedis({ dir, signal })
    process.kill(server.pid, 'SIGTERM')
    await assert.rejects(
      server.ended,
      (error) => error instanceof SetupError && /^redis-server ended \(.*\n.*bye bye/s.test(error.message),
    )
    await using _again = await startRedis({ dir, signal })
  })

  it('dies with its owner, even when that is killed', async () => {
    const script = `
      import { startRedis } from ${JSON.stringify(join(import.meta.dirname, 'redis.ts'))}
      console.log((await startRedis({ dir: ${JSON.stringify(dir)}, signal: new AbortController().signal })).url)
      process.kill(process.pid, 'SIGKILL')`
    const owner = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(owner, 'exit')
    const lines = createInterface({ input: owner.stdout })[Symbol.asyncIterator]()
    const { value: url } = await lines.next()
    await ended
    // Its lock is free again as soon as the kernel has ended it.
    const deadline = performance.now() + 5_000
    while (await listens(String(url))) assert.ok(performance.now() < deadline, 'it goes on listening')
    await using _next = await startRedis({ dir, signal })
  })
})
