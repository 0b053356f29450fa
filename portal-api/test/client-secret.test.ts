import assert from 'node:assert/strict'
import { Worker } from 'bullmq'
import { CompactEncrypt, importJWK } from 'jose'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { ClientSecretQuestion, Failure, QUESTION_QUEUE, QUEUE_PREFIX, SECRET_ENCRYPTION } from '#contract'
import { monitorRedis } from '../../test/support/redis-monitor.ts'
import { assertProblem, databaseUrl, startFreshPortal, type Portal } from './support/portal.ts'

const SECRET = 'the client secret of shop'
const PATH = '/api/workspaces/ws-1/client-secret'

/** Answers as an orchestrator does. */
const sealedFor = async (data: unknown): Promise<{ sealed: string }> => {
  const { key } = ClientSecretQuestion.parse(data)
  const jwe = new CompactEncrypt(new TextEncoder().encode(SECRET)).setProtectedHeader(SECRET_ENCRYPTION)
  return { sealed: await jwe.encrypt(await importJWK(key, SECRET_ENCRYPTION.alg)) }
}

describe('GET /api/workspaces/{id}/client-secret', () => {
  let portal: Portal
  before(async () => {
    portal = await startFreshPortal('secret')
  })
  after(async () => {
    await portal.redis.flushdb()
    await portal[Symbol.asyncDispose]()
  })

  const orchestrator = (answer: (data: unknown, name: string) => Promise<object>) => {
    const connection = portal.redis.duplicate({ maxRetriesPerRequest: null })
    const worker = new Worker(QUESTION_QUEUE, (job) => answer(job.data, job.name), { connection, prefix: QUEUE_PREFIX })
    return {
      async [Symbol.asyncDispose]() {
        await worker.close()
        connection.disconnect()
      },
    }
  }

  it('answers with the secret, which nobody may keep, and says in the log that it was read, not what it is', async () => {
    await using _orchestrator = orchestrator(sealedFor)
    const response = await portal.fetch(PATH)
    assert.equal(response.headers.get('cache-control'), 'no-store')
    assert.deepEqual(await response.json(), { workspace_id: 'ws-1', client_secret: SECRET })
    const log = portal.log.join('')
    assert.match(log, /"workspace_id":"ws-1","msg":"client secret read"/)
    assert.ok(!log.includes(SECRET))
  })

  it('has nothing readable pass through Redis, and asks with a new key each time', async () => {
    const asked: unknown[] = []
    await using _orchestrator = orchestrator((data, name) => {
      asked.push([name, data])
      return sealedFor(data)
    })
    using monitor = await monitorRedis(databaseUrl('secret'))
    for (let n = 0; n < 2; n += 1) assert.equal((await portal.fetch(PATH)).status, 200)
    const passed = await monitor.passed()

    const Asked = z.array(z.tuple([z.literal('client-secret'), ClientSecretQuestion.strict()]))
    const [first, second] = Asked.parse(asked)
    assert.notEqual(first?.[1].key.x, second?.[1].key.x)
    assert.ok(passed.includes('eyJ'), 'the answer passed')
    assert.ok(!passed.includes(SECRET))
  })

  it('asks for the token', async () => {
    await assertProblem(await fetch(`${portal.url}${PATH}`), 401, 'UNAUTHORIZED')
  })

  it('answers with the failure of the orchestrator, which nobody may keep either', async () => {
    for (const [code, status] of [
      ['RESOURCE_NOT_FOUND', 404],
      ['SECRET_UNREADABLE', 500],
    ] as const) {
      await using _orchestrator = orchestrator(() =>
        Promise.resolve({ failure: new Failure(code, 'It can’t be read').toJSON() }),
      )
      const response = await portal.fetch(PATH)
      assert.equal(response.headers.get('cache-control'), 'no-store')
      await assertProblem(response, status, code)
    }
  })

  it('takes nothing that was encrypted to another key', async () => {
    const other = { kty: 'EC', crv: 'P-256', x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU' }
    const key = { ...other, y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0' }
    await using _orchestrator = orchestrator(() => sealedFor({ workspace_id: 'ws-1', key }))
    await assertProblem(await portal.fetch(PATH), 500, 'INTERNAL')
  })

  it('answers 503 when no orchestrator is there', async () => {
    await assertProblem(await portal.fetch(PATH), 503, 'ORCHESTRATOR_UNAVAILABLE')
  })
})
