import type { Redis } from 'ioredis'
import { z } from 'zod'
import { withoutCredentials } from '#contract'
import type { CardRef, Cards, PastRun } from '../records/cards.ts'
import { cardCostKey, cardHistoryKey, cardKey, cardRunsKey } from './keys.ts'
import { loadScript } from './script.ts'

/** How long it is known where a card is, and what was done on it, in seconds. */
export const CARD_KNOWN_S = 30 * 24 * 3_600
/** How long a day's sums are kept, in seconds: tasks that began in a day may end in the next. */
const DAY_KEPT_S = 48 * 3_600
const MOST_PAST_RUNS = 10
const SUMMARY_BYTES = 2_048
const DIFFSTAT_BYTES = 4_096

const Flag = z.union([z.literal(0), z.literal(1)])
const admitRun = loadScript('admit-run', Flag)
const rememberRun = loadScript('remember-run', Flag)

const StoredRun = z.object({
  task_id: z.string(),
  agent_type: z.string(),
  outcome: z.string(),
  summary: z.string(),
  commit: z.string().optional(),
  diffstat: z.string().optional(),
})

const keyOf = ({ sandbox, id }: CardRef): string => cardKey(sandbox, id)

/** The beginning of a text that fits into a number of bytes, cut between characters. */
function cut(text: string, bytes: number): string {
  const whole = Buffer.from(text)
  if (whole.length <= bytes) return text
  let end = bytes
  while (end > 0 && ((whole[end] ?? 0) & 0xc0) === 0x80) end -= 1 // within a character of several bytes (RFC 3629, 3)
  return whole.toString('utf8', 0, end)
}

const shortened = ({ summary, diffstat, ...run }: PastRun): PastRun => ({
  ...run,
  summary: cut(withoutCredentials(summary), SUMMARY_BYTES),
  ...(diffstat === undefined ? {} : { diffstat: cut(diffstat, DIFFSTAT_BYTES) }),
})

/** What all orchestrators know of cards. */
export const createCards = (redis: Redis): Cards => ({
  async columnOf(card, since) {
    const [column, at] = await redis.hmget(keyOf(card), 'column', 'at')
    return Number(at) >= since.getTime() ? (column ?? undefined) : undefined
  },
  admitRun: async (card, day, taskId, most) =>
    (await admitRun(redis, [cardRunsKey(keyOf(card), day)], [taskId, most, DAY_KEPT_S])) === 1,
  async spend(card, day, taskId, costUsd) {
    const key = cardCostKey(keyOf(card), day)
    await redis.multi().hset(key, taskId, costUsd).expire(key, DAY_KEPT_S).exec()
  },
  async spentOn(card, day) {
    const costs = await redis.hvals(cardCostKey(keyOf(card), day))
    return costs.reduce((sum, cost) => sum + Number(cost), 0)
  },
  async remember(card, run) {
    const args = [run.task_id, JSON.stringify(shortened(run)), MOST_PAST_RUNS, CARD_KNOWN_S]
    await rememberRun(redis, [cardHistoryKey(keyOf(card))], args)
  },
  async historyOf(card) {
    const runs = await redis.lrange(cardHistoryKey(keyOf(card)), 0, -1)
    return runs.map((text) => StoredRun.parse(JSON.parse(text)))
  },
})
