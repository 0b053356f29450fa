import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { Redis } from 'ioredis'
import {
  AGENT_CHANNEL,
  agentKey,
  agentOutputKey,
  agentRunsKey,
  EVENT_STREAM,
  REDACTED,
  RETENTION_S,
  taskKey,
  type AgentMessage,
} from '#contract'
import { dayOf, type CardRef } from '../../orchestrator/src/records/cards.ts'
import { createAgentRecords } from '../../orchestrator/src/redis/agent-records.ts'
import { createCards } from '../../orchestrator/src/redis/cards.ts'
import { redisUrl } from './support/board.ts'

const mark = randomUUID().slice(0, 8)
const stack = new AsyncDisposableStack()
let redis: Redis
before(() => (redis = stack.adopt(new Redis(redisUrl()), (each) => each.disconnect())))
after(async () => {
  const ours = await redis.keys(`*${mark}*`)
  if (ours.length > 0) await redis.del(...ours)
  await stack.disposeAsync()
})

describe('The records of agents', () => {
  const subjectOf = (id: string) => ({
    ...{ task_id: `${id}-${mark}`, workspace_slug: 'w', sandbox_slug: mark, card_id: 'c', column: 'In Progress' },
    ...({ agent: 'codex', agent_type: 'developer', callback_url: 'https://board.test/hook' } as const),
  })

  it('tell what is known while a task goes on, and after it, without credentials', async () => {
    const records = createAgentRecords(redis)
    const subject = subjectOf('known')
    const { task_id: id } = subject
    assert.equal(await records.find(id), undefined)
    assert.deepEqual(await records.stateOf(id), { kind: 'unknown' })
    await records.begin(subject)
    const tokens = { input: 3, output: 2, cached: 1 }
    await records.update(id, { host: 'one', session_id: 's', turns: 2, cost_usd: 0.25, tokens })
    await records.update(id, {})
    assert.deepEqual(await records.stateOf(id), { kind: 'open' })
    const token = `ghp_${'a'.repeat(36)}`
    const failure = { code: 'GATE_FAILED', message: `It said ${token}` } as const
    await records.end(id, { status: 'failed', result: { summary: token }, failure })
    const { started_at, ended_at, ...found } = (await records.find(id)) ?? assert.fail('there is no record')
    assert.ok(started_at !== undefined && ended_at !== undefined && started_at <= ended_at)
    assert.deepEqual(found, {
      ...{ task_id: id, sandbox: `w-${mark}`, card_id: 'c', agent: 'codex', agent_type: 'developer', host: 'one' },
      ...{ session_id: 's', turns: 2, cost_usd: 0.25, tokens, status: 'failed', result: { summary: REDACTED } },
      ...{ last_tools: [], error: `It said ${REDACTED}`, error_code: 'GATE_FAILED' },
    })
    const kept = await redis.ttl(agentKey(id))
    assert.ok(kept > 0 && kept <= RETENTION_S)
  })

  it('take a task that is begun again for one that has not ended, and keep its start', async () => {
    const records = createAgentRecords(redis)
    const subject = subjectOf('again')
    await records.begin(subject)
    const first = await records.find(subject.task_id)
    await records.end(subject.task_id, { status: 'failed', result: {} })
    await records.begin(subject)
    assert.deepEqual(await records.find(subject.task_id), first)
  })

  it('keep the last uses of tools, in order and without credentials, of a task that has begun', async () => {
    const records = createAgentRecords(redis)
    const { task_id, ...subject } = subjectOf('tools')
    stack.defer(async () => {
      await redis.del(agentKey(task_id))
    })
    const use = (line: string) => {
      const common = { task_id, resource_id: 'w-one', card_id: 'c', timestamp: new Date().toISOString() }
      return records.tell({ type: 'tool', ...common, line })
    }
    await use('before it has begun')
    assert.equal(await records.find(task_id), undefined)
    await records.begin({ task_id, ...subject })
    for (let n = 0; n < 24; n += 1) await use(`Edit ${n} „ünïcode“ \u001b[0m`)
    await use(`Bash curl https://me:secret@host/`)
    const { last_tools: uses = [] } = (await records.find(task_id)) ?? {}
    assert.equal(uses.length, 20)
    assert.deepEqual(
      [uses[0]?.line, uses.at(-1)?.line],
      ['Edit 5 „ünïcode“ \u001b[0m', `Bash curl https://${REDACTED}@host/`],
    )
    assert.ok(uses.every(({ at }) => !Number.isNaN(Date.parse(at))))
  })

  it('list those of a sandbox, the newest first, without those that are no longer kept', async () => {
    let now = Date.now()
    const records = createAgentRecords(redis, { now: () => new Date((now += 1_000)) })
    await redis.del(agentRunsKey(`w-${mark}`))
    for (const id of ['a', 'b', 'c', 'a']) await records.begin(subjectOf(id))
    await redis.del(agentKey(`b-${mark}`))
    const ids = (await records.recentOf(`w-${mark}`)).map(({ task_id }) => task_id)
    assert.deepEqual(ids, [`c-${mark}`, `a-${mark}`])
  })

  it('know up to where what was printed is kept', async () => {
    const records = createAgentRecords(redis)
    const { task_id: id } = subjectOf('printed')
    stack.defer(async () => {
      await redis.del(agentOutputKey(id))
    })
    assert.equal(await records.printed(id), 0)
    await records.append(id, 7, 'zw\u00f6lf\n')
    await records.append(id, 7, 'zw\u00f6lf\n')
    assert.equal(await records.printed(id), 7)
    const beyond = 2 ** 40
    await records.append(id, beyond, 'more\n')
    assert.equal(await records.printed(id), beyond)
  })

  it('publish what an agent does, and put it among the events', async () => {
    const records = createAgentRecords(redis)
    const subscriber = stack.adopt(new Redis(redisUrl()), (each) => each.disconnect())
    await subscriber.subscribe(AGENT_CHANNEL)
    const published = once(subscriber, 'message')
    const common = { task_id: `told-${mark}`, resource_id: 'w-one', card_id: 'c', timestamp: new Date().toISOString() }
    const message: AgentMessage = { type: 'tool', ...common, line: 'Bash curl https://me:secret@host/' }
    await redis.hset(taskKey(common.task_id), { user_id: 'board', team_id: 'team-1' })
    await records.tell(message)
    const expected = JSON.stringify({ ...message, line: `Bash curl https://${REDACTED}@host/` })
    assert.deepEqual(await published, [AGENT_CHANNEL, expected])
    const events = await redis.xrevrange(EVENT_STREAM, '+', '-', 'COUNT', 100)
    const ours = events.map(([, fields]) => fields).filter((fields) => fields.includes(common.task_id))
    const about = ['user', 'board', 'team', 'team-1']
    assert.deepEqual(ours, [['channel', AGENT_CHANNEL, 'task_id', common.task_id, 'data', expected, ...about]])
  })
})

describe('The records of cards', () => {
  const card = (id: string): CardRef => ({ sandbox: `w-${mark}`, id })
  const today = dayOf(new Date('2026-01-15T23:59:59Z'))

  it('admit as many runs as a day bears, each task once, also when they come at once', async () => {
    const cards = createCards(redis)
    const admit = (task: string, day = today) => cards.admitRun(card('hops'), day, task, 3)
    const admitted = await Promise.all(['a', 'b', 'a', 'c', 'd', 'e', 'a'].map((task) => admit(task)))
    assert.deepEqual(admitted, [true, true, true, true, false, false, true])
    assert.equal(await admit('d', dayOf(new Date('2026-01-16T00:00:00Z'))), true)
    assert.equal(await cards.admitRun(card('other'), today, 'd', 3), true)
  })

  it('add up what a day has cost, each task with its last total', async () => {
    const cards = createCards(redis)
    assert.equal(await cards.spentOn(card('cost'), today), 0)
    for (const [task, cost] of [
      ['a', 0.5],
      ['a', 0.75],
      ['b', 1],
    ] as const)
      await cards.spend(card('cost'), today, task, cost)
    assert.equal(await cards.spentOn(card('cost'), today), 1.75)
  })

  it('remember what the last ten runs did, each once, in two kilobytes', async () => {
    const cards = createCards(redis)
    const run = (n: number, summary: string) => ({ task_id: `t${n}`, agent_type: 'qa', outcome: 'done', summary })
    assert.deepEqual(await cards.historyOf(card('past')), [])
    for (let n = 0; n < 12; n += 1) await cards.remember(card('past'), run(n, 'fine'))
    await cards.remember(card('past'), { ...run(5, 'ü'.repeat(2_000)), commit: 'c0ffee' })
    const history = await cards.historyOf(card('past'))
    assert.deepEqual(
      history.map(({ task_id }) => task_id),
      ['t5', 't11', 't10', 't9', 't8', 't7', 't6', 't4', 't3', 't2'],
    )
    assert.deepEqual(history[0], { ...run(5, 'ü'.repeat(1_024)), commit: 'c0ffee' })
  })
})
