import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, it } from 'node:test'
import fc from 'fast-check'
import { Redis } from 'ioredis'
import { limitKey } from '../src/redis/keys.ts'
import { createLimiter, type Windows } from '../src/redis/limiter.ts'

assert.ok(process.env.REDIS_URL, 'REDIS_URL must name a Redis server: run this with npm test')
const url = process.env.REDIS_URL
const clients = [new Redis(url), new Redis(url), new Redis(url)]
after(() => Promise.all(clients.map((client) => client.quit())))

const GITHUB: Windows = [
  [60_000, 80],
  [3_600_000, 500],
]

const keysOf = (budget: string): string[] => ['made', 'waiting', 'told'].map((part) => `${limitKey(budget)}|${part}`)

/** A budget of its own, whose clock stands still until it is set, and a limiter for each of three processes. */
function makeBudget(windows: Windows) {
  const budget = `test-${randomUUID()}`
  const clock = { now: 1_000_000_000_000 }
  const limiters = clients.map((client) => createLimiter(client, windows, () => clock.now))
  let asked = 0
  return {
    clock,
    asked: () => asked,
    take: (id: string): Promise<number> => {
      const limiter = limiters[++asked % limiters.length]
      assert.ok(limiter)
      return limiter.take(budget, id)
    },
    async [Symbol.asyncDispose]() {
      await clients[0]?.del(...keysOf(budget))
    },
  }
}

function assertWithin(windows: Windows, calls: readonly number[]): void {
  const sorted = calls.toSorted((a, b) => a - b)
  for (const [window, most] of windows) {
    for (const [index, call] of sorted.entries()) {
      const next = sorted[index + most]
      assert.ok(next === undefined || next - call >= window, `${most + 1} calls in ${window} ms`)
    }
  }
}

/** Everybody asks when told to, `lateness` later, until all are through. @returns when each call was made, by its id */
async function run(budget: ReturnType<typeof makeBudget>, ids: readonly string[], lateness: (id: string) => number) {
  const due = new Map(ids.map((id) => [id, budget.clock.now]))
  const made = new Map<string, number>()
  while (due.size > 0) {
    const now = Math.min(...due.values())
    budget.clock.now = Math.max(budget.clock.now, now)
    const arrived = [...due].filter(([, at]) => at <= now).map(([id]) => id)
    const waits = await Promise.all(arrived.map(async (id) => [id, await budget.take(id)] as const))
    for (const [id, wait] of waits) {
      if (wait > 0) due.set(id, now + wait + lateness(id))
      else {
        due.delete(id)
        made.set(id, now)
      }
    }
  }
  return made
}

describe('the limiter', () => {
  it('never allows more than any window bears, whoever asks and however late they come', async () => {
    const scenario = fc.record({
      short: fc.integer({ min: 1, max: 5 }),
      long: fc.integer({ min: 5, max: 12 }),
      callers: fc.array(fc.record({ pause: fc.integer({ min: 0, max: 40_000 }), late: fc.nat(90_000) }), {
        minLength: 1,
        maxLength: 25,
      }),
    })
    await fc.assert(
      fc.asyncProperty(scenario, async ({ short, long, callers }) => {
        const windows: Windows = [
          [10_000, short],
          [100_000, long],
        ]
        await using budget = makeBudget(windows)
        const ids = callers.map((_, index) => `call-${index}`)
        const made: number[] = []
        for (const { pause } of callers) {
          budget.clock.now += pause
          if ((await budget.take('passing by')) === 0) made.push(budget.clock.now)
        }
        const late = new Map(ids.map((id, index) => [id, callers[index]?.late ?? 0]))
        made.push(...(await run(budget, ids, (id) => late.get(id) ?? 0)).values())
        assertWithin(windows, made)
      }),
      { numRuns: 30 },
    )
  })

  it('tells each of many when its own turn comes', async () => {
    await using budget = makeBudget(GITHUB)
    const ids = Array.from({ length: 560 }, (_, index) => `call-${index}`)
    const first = await Promise.all(ids.slice(0, 100).map((id) => budget.take(id)))
    assert.equal(first.filter((wait) => wait === 0).length, 80)
    assert.deepEqual(new Set(first), new Set([0, 60_000]))
    const made = await run(budget, ids.slice(80), () => 0)
    assertWithin(GITHUB, [...Array<number>(80).fill(1_000_000_000_000), ...made.values()])
    assert.ok(budget.asked() <= 100 + 480 * 4, `${budget.asked()} questions for 560 calls`)
  })

  it('keeps the order in which they asked', async () => {
    await using budget = makeBudget([[10_000, 2]])
    const ids = Array.from({ length: 9 }, (_, index) => `call-${index}`)
    const waits = []
    for (const id of ids) waits.push(await budget.take(id))
    assert.deepEqual(waits, [0, 0, 10_000, 10_000, 20_000, 20_000, 30_000, 30_000, 40_000])
    budget.clock.now += 10_000
    assert.equal(await budget.take('newcomer'), 30_000)
    assert.equal(await budget.take('call-8'), 30_000)
    assert.deepEqual(await Promise.all([budget.take('call-3'), budget.take('call-2')]), [0, 0])
  })

  it('is not held up by one who does not come, and keeps their place for them', async () => {
    await using budget = makeBudget([[10_000, 1]])
    assert.equal(await budget.take('first'), 0)
    assert.equal(await budget.take('late'), 10_000)
    assert.equal(await budget.take('next'), 20_000)
    budget.clock.now += 14_000
    assert.equal(await budget.take('next'), 10_000)
    budget.clock.now += 2_000
    assert.equal(await budget.take('next'), 0)
    assert.equal(await budget.take('newcomer'), 10_000)
    assert.equal(await budget.take('late'), 10_000)
    assert.equal(await budget.take('newcomer'), 20_000)
  })

  it('keeps one clock for all processes: that of Redis', async () => {
    const budget = `test-${randomUUID()}`
    const [one, two] = clients.map((client) => createLimiter(client, [[3_600_000, 1]]))
    assert.ok(one && two)
    assert.equal(await one.take(budget, 'one'), 0)
    const wait = await two.take(budget, 'two')
    assert.ok(wait > 3_000_000 && wait <= 3_600_000)
    await clients[0]?.del(...keysOf(budget))
  })
})
