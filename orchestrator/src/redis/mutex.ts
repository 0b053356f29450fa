import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { Failure } from '#contract'
import type { Mutex } from '../drivers/coordination.ts'
import { mutexKey, mutexLineKey } from './keys.ts'
import { loadScript } from './script.ts'

interface MutexOptions {
  /** Milliseconds after which the lease of a holder that died runs out. @default 10_000 */
  readonly leaseMs?: number
}

/** Milliseconds between two looks at a lease that another process has. */
const LOOK_AGAIN_MS = 25
/** Milliseconds after which one that has stopped asking loses its place. */
const PLACE_MS = 1_000
/** Milliseconds that giving a lease back is waited for: without Redis it runs out by itself. */
const RELEASE_MS = 1_000

const Flag = z.union([z.literal(0), z.literal(1)])
const take = loadScript('lease', Flag)
const renew = loadScript('renew', Flag)
const release = loadScript('release', Flag)

/** Leases in Redis, which run out by themselves when their holder dies. Within a process only one at a time asks for each. */
export function createMutex(redis: Redis, { leaseMs = 10_000 }: MutexOptions = {}): Mutex {
  const last = new Map<string, Promise<undefined>>()

  const underLease = async <T>(name: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>) => {
    const keys = [mutexKey(name), mutexLineKey(name)]
    const holder = `${String(Date.now()).padStart(15, '0')}-${randomUUID()}`
    const takenAt = async (): Promise<number | undefined> => {
      const asked = performance.now()
      return (await take(redis, keys, [holder, leaseMs, PLACE_MS])) === 1 ? asked : undefined
    }
    try {
      let since = await unlessAborted(takenAt(), signal)
      while (since === undefined) {
        await unlessAborted(delay(LOOK_AGAIN_MS), signal)
        since = await unlessAborted(takenAt(), signal)
      }
      using lease = keep(name, since, leaseMs, () => renew(redis, keys, [holder, leaseMs]))
      return await work(AbortSignal.any([signal, lease.signal]))
    } finally {
      // Whatever becomes of it, what the work gave counts: a lease that is not given back runs out.
      const released = release(redis, keys, [holder]).catch(() => undefined)
      await Promise.race([released, delay(RELEASE_MS, undefined, { ref: false })])
    }
  }

  return {
    async hold(name, signal, work) {
      const { promise: done, resolve: finish } = Promise.withResolvers<undefined>()
      const before = last.get(name)
      last.set(name, done)
      try {
        await unlessAborted(before ?? Promise.resolve(), signal)
        return await underLease(name, signal, work)
      } finally {
        // One that gives up its turn still lets the next wait for the one before.
        void (before ?? Promise.resolve()).then(() => finish(undefined))
        void done.then(() => last.get(name) === done && last.delete(name))
      }
    },
  }
}

/**
 * Renews a lease until disposed. Its signal aborts before the lease can have run out, however long Redis takes to say so:
 * the next holder may begin at that moment.
 * @param since when the lease was asked for, by performance.now()
 */
function keep(name: string, since: number, leaseMs: number, renewIt: () => Promise<0 | 1>) {
  const lost = new AbortController()
  const lose = (cause?: unknown): void =>
    lost.abort(new Failure('LEASE_LOST', `The lease of "${name}" ran out`, { cause }))
  const margin = leaseMs / 10
  const ending = (from: number) => setTimeout(lose, from + leaseMs - margin - performance.now())
  let end = ending(since)
  const renewOnce = async (): Promise<void> => {
    const asked = performance.now()
    const isOurs = (await renewIt()) === 1
    if (disposed) return
    clearTimeout(end)
    if (isOurs) end = ending(asked)
    else lose()
  }
  let disposed = false
  const renewing = setInterval(() => void renewOnce().catch(lose), leaseMs / 3)
  return {
    signal: lost.signal,
    [Symbol.dispose]() {
      disposed = true
      clearInterval(renewing)
      clearTimeout(end)
    },
  }
}

/** What a promise gives, or the signal's reason when that comes first. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
