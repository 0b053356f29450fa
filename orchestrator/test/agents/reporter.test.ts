import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { it } from 'node:test'
import { Redis } from 'ioredis'
import { AGENT_CHANNEL, agentOutputKey, Card } from '#contract'
import { watch } from '../../src/drivers/agents/watch.ts'
import { NOTHING } from '../../src/drivers/agents/attempts.ts'
import { createAgentRecords } from '../../src/redis/agent-records.ts'
import { createCards } from '../../src/redis/cards.ts'
import { createReporter } from '../../src/steps/agent/reporter.ts'
import { standIn } from './stand-in.ts'

assert.ok(process.env.REDIS_URL, 'REDIS_URL must name a Redis server: run this with npm test')
const url = process.env.REDIS_URL

const SESSION = { kind: 'new', id: 'session' } as const
const NO_LIMITS = { model: undefined, maxTurns: undefined, maxBudgetUsd: undefined, jsonSchema: undefined }
const REQUEST = { prompt: '', profile: 'developer', allowedTools: undefined, session: SESSION, ...NO_LIMITS } as const

it('an orchestrator that takes a run over tells what the one before has not told, and nothing twice', async () => {
  const redis = new Redis(url)
  await using cleanup = new AsyncDisposableStack()
  cleanup.defer(() => redis.disconnect())
  const subscriber = cleanup.adopt(new Redis(url), (each) => each.disconnect())
  const task = randomUUID()
  cleanup.defer(async () => {
    await redis.del(agentOutputKey(task))
  })
  const told: string[] = []
  subscriber.on('message', (_, message: string) => {
    if (message.includes(task)) told.push(...(/"line":"(?<line>[^"]*)"/.exec(message)?.slice(1) ?? []))
  })
  await subscriber.subscribe(AGENT_CHANNEL)

  const records = createAgentRecords(redis)
  /** Reads what the agent has printed up to now from its beginning, as whoever follows it does. */
  const follow = async (printed: string): Promise<void> => {
    const listener = createReporter({
      ...{ task, day: '2026-01-01', from: await records.printed(task), tell: () => undefined },
      input: { card: Card.parse({ id: task, title: 'A card', column: 'In Progress' }) },
      facts: { slug: `w-${task}`, agent: 'claude', agent_type: 'developer' },
      desk: { records, cards: createCards(redis), redact: (text) => text },
    })
    const reader = standIn.reader(REQUEST)
    await watch({ reader, listener, host: 'one', offset: 0, spent: NOTHING }).take(Buffer.from(printed))
    // It dies here, without another word.
  }
  const used = (tool: string): string => `${JSON.stringify({ tool })}\n`
  await follow(used('first') + used('second'))
  await subscriber.ping()
  assert.deepEqual(told, ['first', 'second'])
  await follow(used('first') + used('second') + used('third'))
  await subscriber.ping()
  assert.deepEqual(told, ['first', 'second', 'third'])
})
