import { setTimeout as after } from 'node:timers/promises'
import type { Limiter } from '../../coordination.ts'
import { throttled } from './credentials.ts'

/** Calls that create content are limited for the account, which one installation of Slipway has one of. */
const BUDGET = 'github'

/** Milliseconds that are waited for in place; for longer the task gives its slot away. */
const WORTH_WAITING_MS = 1_000

/**
 * Waits until a call that creates content may be made; it is counted from then on.
 * @param id names the call through all its repetitions
 * @throws Failure FORGE_THROTTLED with the time at which its turn comes
 */
export async function mayCreate(limiter: Limiter, id: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const wait = await limiter.take(BUDGET, id)
    signal.throwIfAborted()
    if (wait === 0) return
    if (wait > WORTH_WAITING_MS) throw throttled(wait)
    await after(wait, undefined, { signal })
  }
}
