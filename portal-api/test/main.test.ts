import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { databaseUrl } from './support/portal.ts'
import { takeAll } from './support/sse.ts'

const MAIN = join(import.meta.dirname, '../src/main.ts')
const Line = z.looseObject({ msg: z.string(), url: z.string().optional() })

const run = (environment: Record<string, string>) =>
  spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** Starts the process and waits until it says where it listens. */
const listening = async (environment: Record<string, string>) => {
  const child = run(environment)
  const log: string[] = []
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  createInterface({ input: child.stdout })
    .on('line', (line) => {
      log.push(line)
      const { msg, url } = Line.parse(JSON.parse(line))
      if (msg === 'listening' && url !== undefined) resolve(url)
    })
    .on('close', () => reject(new Error(`it ended: ${log.join('\n')}`)))
  return { child, log, url: await promise }
}

describe('the portal-api process', () => {
  let dataDir: string
  before(async () => (dataDir = await mkdtemp(join(tmpdir(), 'slipway-portal-'))))
  after(() => rm(dataDir, { recursive: true }))

  it('names every wrong variable on stderr and exits 1', async () => {
    const child = run({ REDIS_URL: 'nonsense', PORT: '99999', LOG_LEVEL: 'loud' })
    const [said, exit] = await Promise.all([text(child.stderr), once(child, 'exit')])
    assert.deepEqual(exit, [1, null])
    for (const name of ['REDIS_URL', 'PORT', 'LOG_LEVEL']) assert.match(said, new RegExp(name))
    assert.doesNotMatch(said, /\n +at /)
  })

  it('makes a token, serves with it, and ends streams and itself on SIGTERM and SIGINT', async () => {
    const environment = { REDIS_URL: databaseUrl('http'), PORT: '0', DATA_DIR: dataDir }
    const tokens: string[] = []
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const { child, log, url } = await listening(environment)
      const token = (await readFile(join(dataDir, 'portal-token'), 'utf8')).trim()
      tokens.push(token)
      const headers = { authorization: `Bearer ${token}` }
      while ((await fetch(`${url}/ready`)).status !== 200);
      let response = await fetch(`${url}/api/events`, { headers })
      while (response.status === 503) response = await fetch(`${url}/api/events`, { headers })
      const events = takeAll(response)
      const exited = once(child, 'exit')
      child.kill(signal)
      assert.deepEqual(await events, [])
      assert.deepEqual(await exited, [0, null])
      assert.ok(!log.join('').includes(token))
    }
    assert.equal(tokens[0], tokens[1])
    assert.equal((await stat(join(dataDir, 'portal-token'))).mode & 0o777, 0o600)
  })

  it('uses the given token, and exits 1 with a reason when its port is taken', async () => {
    const environment = { REDIS_URL: databaseUrl('http'), DATA_DIR: dataDir, PORTAL_TOKEN: 'a-token-from-outside' }
    const { child, url } = await listening({ ...environment, PORT: '0' })
    const headers = { authorization: 'Bearer a-token-from-outside' }
    assert.notEqual((await fetch(`${url}/api/resources`, { headers })).status, 401)

    const second = run({ ...environment, PORT: new URL(url).port })
    const [said, exit] = await Promise.all([text(second.stderr), once(second, 'exit')])
    assert.deepEqual(exit, [1, null])
    assert.match(said, /can't start: .*EADDRINUSE/)
    child.kill('SIGTERM')
    assert.deepEqual(await once(child, 'exit'), [0, null])
  })
})
