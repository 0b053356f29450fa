import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { inspect } from 'node:util'
import { SecretClient } from '@azure/keyvault-secrets'
import { Client } from '@microsoft/microsoft-graph-client'
import { request } from '@octokit/request'
import { axios } from 'acme-client'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { z } from 'zod'
import { Failure, harmlessLogging } from '#contract'
import { setting } from '../scripts/setup/setting.ts'

const SECRET = 's3cret-that-only-this-test-sends'
const authorization = `Bearer ${SECRET}`

const Told: z.ZodType = z.lazy(() =>
  z.strictObject({
    type: z.string(),
    message: z.string(),
    code: z.union([z.string(), z.number()]).optional(),
    stack: z.string().optional(),
    cause: Told.optional(),
  }),
)
const Ended = z.object({ status: z.string(), reason: z.unknown() })
const Line = z.object({ err: Told, beside: Told.optional() })

/** A line of a log that is told no secrets, with an error in it. */
function logged(error: unknown): string {
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  pino({ level: 'trace', ...harmlessLogging([]) }, { write }).warn(
    { err: error, ...(error instanceof Error ? { beside: error } : {}) },
    'it failed',
  )
  const [line = ''] = lines
  Line.parse(JSON.parse(line))
  return line
}

describe('an error of a library is told by type, message, code, stack and cause', () => {
  let server: Server
  let redis: Redis
  let url = ''
  before(async () => {
    server = createServer((_request, response) => response.writeHead(404).end('{}')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    assert.ok(typeof address === 'object' && address !== null)
    url = `http://127.0.0.1:${address.port}`
    redis = new Redis(setting('REDIS_URL') ?? assert.fail('REDIS_URL is not set: run these tests with npm test'))
  })
  after(() => {
    redis.disconnect()
    server.close()
  })

  const token = () => Promise.resolve({ token: SECRET, expiresOnTimestamp: Date.now() + 60_000 })
  /** Calls that fail with what was sent in the error. */
  const CALLS: Readonly<Record<string, () => Promise<unknown>>> = {
    ioredis: () => redis.call('SET', 'key', SECRET, 'NONSENSE'),
    octokit: () => request('GET /user', { baseUrl: url, headers: { 'x-token': SECRET } }),
    axios: () => axios.get(url, { headers: { authorization } }),
    fetch: () => fetch(`http://user:${SECRET}@127.0.0.1:1`),
  }
  for (const [library, call] of Object.entries(CALLS)) {
    it(`of ${library}`, async () => {
      const error: unknown = await call().then(
        () => assert.fail('it worked'),
        (thrown: unknown) => thrown,
      )
      assert.ok(
        inspect(error, { depth: 9, showHidden: true, customInspect: false }).includes(SECRET),
        'the error carries what was sent',
      )
      for (const thrown of [error, new Failure('FORGE_FAILED', 'It failed', { cause: error }), Failure.from(error)])
        assert.ok(!logged(thrown).includes(SECRET))
    })
  }

  it('of Graph and Key Vault, whatever hangs on it', async () => {
    const graph = Client.init({ authProvider: (done) => done(null, SECRET), baseUrl: url }).api('/applications')
    const vault = new SecretClient('https://127.0.0.1:1', { getToken: token }, { retryOptions: { maxRetries: 0 } })
    const calls: readonly Promise<unknown>[] = [
      graph.header('authorization', authorization).get(),
      vault.getSecret('a'),
    ]
    for (const { status, reason } of z.array(Ended).parse(await Promise.allSettled(calls))) {
      assert.equal(status, 'rejected')
      assert.ok(reason instanceof Error)
      assert.ok(!logged(Object.assign(reason, { request: { headers: { authorization } } })).includes(SECRET))
    }
  })

  it('of one that is its own cause, or no error at all', () => {
    const error = new Error('circular')
    error.cause = error
    assert.match(logged(error), /"cause".*"cause"/)
    assert.ok(!logged({ authorization }).includes(SECRET))
    assert.ok(!logged(SECRET).includes(SECRET))
  })
})
