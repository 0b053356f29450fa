import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { Limiter } from '../drivers/coordination.ts'
import { limitKey } from './keys.ts'
import { loadScript } from './script.ts'

/** Windows in milliseconds, the longest last, and the calls that each bears. */
export type Windows = readonly (readonly [windowMs: number, calls: number])[]

/** Milliseconds by which one who does not come when told holds up those behind: they may be late, or dead. */
const GRACE_MS = 5_000
/** Milliseconds after which they lose their place. */
const PATIENCE_MS = 600_000

const keysOf = (budget: string): string[] => ['made', 'waiting', 'told'].map((part) => `${limitKey(budget)}|${part}`)

const take = loadScript('take', z.number())

/**
 * Counts calls in sliding windows that all processes share. Who has to wait gets a place behind those who asked before,
 * and is told when its own turn comes; the place is theirs until the call is made. A call counts from the moment it is allowed, so no window ever holds more.
 * @param now milliseconds; @default the clock of Redis, which is the same for all
 */
export const createLimiter = (redis: Redis, windows: Windows, now?: () => number): Limiter => ({
  take: (budget, id) => take(redis, keysOf(budget), [id, now?.() ?? '', GRACE_MS, PATIENCE_MS, ...windows.flat()]),
})
