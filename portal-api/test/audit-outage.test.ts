import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { Redis } from 'ioredis'
import { z } from 'zod'
import { TASK_INDEX } from '#contract'
import { AUDIT_BEGUN, AUDIT_STREAM } from '../src/access/keys.ts'
import { openAuditLog, type AuditLog } from '../src/audit/log.ts'
import { AuditRecord, UNKNOWN, type BegunRecord } from '../src/audit/record.ts'
import { appendUnfinished } from '../src/audit/unfinished.ts'
import { connectCommands } from '../src/redis.ts'
import { ownRedis, type OwnRedis } from './support/own-redis.ts'
import { teamTask, TOKEN } from './support/portal.ts'

const MAIN = join(import.meta.dirname, '../src/main.ts')
const Line = z.looseObject({ msg: z.string(), url: z.string().optional() })

describe('the audit, when something dies', { timeout: 120_000 }, () => {
  let server: OwnRedis
  let redis: Redis
  before(async () => {
    server = await ownRedis()
    server.start()
    redis = new Redis(server.url, { maxRetriesPerRequest: null }).on('error', () => undefined)
  })
  after(async () => {
    redis.disconnect()
    await server[Symbol.asyncDispose]()
  })

  const records = async (): Promise<AuditRecord[]> => {
    const entries = await redis.xrange(AUDIT_STREAM, '-', '+')
    return entries.map(([, [, text]]) => AuditRecord.parse(JSON.parse(text ?? '')))
  }
  const forget = () => redis.del(AUDIT_STREAM, AUDIT_BEGUN, TASK_INDEX)
  /** A log on a connection as portal-api has it. */
  const openLog = async (pace?: Parameters<typeof openAuditLog>[3]) => {
    const connection = connectCommands(server.url, () => undefined)
    await new Promise((resolve) => connection.once('ready', resolve)) // Redis may just be starting
    const log = openAuditLog(connection, 90, () => undefined, pace)
    return {
      ...log,
      async [Symbol.asyncDispose]() {
        await log.close()
        connection.disconnect()
      },
    }
  }
  const begun = (request_id: string, at = new Date()): BegunRecord => ({
    ...{ at: at.toISOString(), actor: { id: 'portal', kind: 'root', name: 'PORTAL_TOKEN' }, action: 'team.create' },
    ...{ target: '/api/teams', about: {}, ip: '127.0.0.1', request_id },
  })
  const carryOut = async (log: AuditLog, id: string): Promise<void> => {
    const noted = await log.begin(begun(id))
    await log.append({ ...begun(id), result: { status: 202 } }, noted)
  }
  /** Until as many requests have left a record, or fewer never will. */
  const until = async (count: number): Promise<AuditRecord[]> => {
    for (const start = performance.now(); performance.now() - start < 20_000;) {
      const found = await records()
      if (found.length >= count) return found
    }
    assert.fail(`there are ${(await records()).length} records, not ${count}`)
  }

  it('has a record once of what was noted, though its answer is lost and it is sent again', async () => {
    await using log = await openLog()
    const noted = await log.begin(begun('one'))
    assert.equal(noted, true)
    server.freeze()
    // Redis hears of it, and answers too late: it is written again.
    await log.append({ ...begun('one'), result: { status: 202 } }, noted)
    server.thaw()
    await carryOut(log, 'two')
    await until(2)
    await log.close()
    assert.deepEqual(
      (await records()).map(({ request_id, result }) => [request_id, result.status]),
      [
        ['one', 202],
        ['two', 202],
      ],
    )
    assert.equal(await redis.hlen(AUDIT_BEGUN), 0)
    await forget()
  })

  it('keeps what was done, when Redis is killed before the record is written, until it is back', async () => {
    await using log = await openLog()
    const noted = await log.begin(begun('one'))
    await server.kill()
    const appended = performance.now()
    await log.append({ ...begun('one'), result: { status: 202 } }, noted)
    await carryOut(log, 'refused')
    assert.ok(performance.now() - appended < 1_000, 'nobody waits for Redis')
    server.start()
    assert.deepEqual((await until(2)).map(({ request_id }) => request_id).sort(), ['one', 'refused'])
    await forget()
  })

  it('tells of what was begun by a portal-api that has ended, once, and of what goes on only when it ends', async () => {
    const pace = { everyMs: 20, unfinishedAfterMs: 60_000, afterRedisMs: 0 }
    await using killed = await openLog()
    await killed.begin(begun('left', new Date(Date.now() - 61_000)))
    await killed.begin(begun('goes-on'))
    await using _one = await openLog(pace)
    await using _other = await openLog(pace)
    assert.deepEqual(
      (await until(1)).map(({ request_id, result }) => [request_id, result.status]),
      [['left', UNKNOWN]],
    )
    await killed.append({ ...begun('goes-on'), result: { status: 202 } }, true)
    assert.deepEqual(
      (await until(2)).map(({ result }) => result.status),
      [UNKNOWN, 202],
    )
    await forget()
  })

  it('has one record for each task that was taken, when portal-api is killed under load', async () => {
    const killed = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env.PATH, REDIS_URL: server.url, PORT: '0', PORTAL_TOKEN: TOKEN },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const { promise: listens, resolve } = Promise.withResolvers<string>()
    createInterface({ input: killed.stdout }).on('line', (line) => {
      const { msg, url } = Line.parse(JSON.parse(line))
      if (msg === 'listening' && url !== undefined) resolve(url)
    })
    const url = await listens
    const post = async (): Promise<number | undefined> => {
      const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
      try {
        return (await fetch(`${url}/api/tasks`, { method: 'POST', headers, body: JSON.stringify(teamTask()) })).status
      } catch {
        return undefined // it was killed first
      }
    }
    const answers = Array.from({ length: 300 }, post)
    await Promise.race(answers)
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    const statuses = await Promise.all(answers)
    assert.ok(statuses.includes(202) && statuses.includes(undefined))

    await appendUnfinished(redis, Date.now())
    const of = new Map((await records()).map((record) => [record.about['id'], record]))
    const taken = await redis.zrange(TASK_INDEX, '0', '-1')
    for (const id of taken) assert.ok(of.has(id), `${id} was taken, and left no record`)
    assert.equal(of.size, (await records()).length, 'each left one')
    const ended = [...of.values()].filter(({ result }) => result.status === 202)
    assert.ok(ended.length >= statuses.filter((status) => status === 202).length)
    assert.equal(await redis.hlen(AUDIT_BEGUN), 0)
  })
})
