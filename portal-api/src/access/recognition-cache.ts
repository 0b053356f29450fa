import { sha256 } from './secret-text.ts'
import type { Recognised } from './tokens.ts'

/** How long a principal that was recognised is not looked up again, in milliseconds. Revocations work after it at the latest. */
const TTL_MS = 4_000
/** Principals that are remembered; more at once are looked up for each request. */
const LIMIT = 10_000

type Lookup = () => Promise<Recognised | undefined>

interface Entry {
  readonly found: Promise<Recognised | undefined>
  readonly since: number
}

/** Remembers for some seconds whose a credential is, so that a stream of requests costs one look-up. */
export interface RecognitionCache {
  /**
   * Whose a credential is. Requests that come during a look-up wait for the same one; what it did not find, or what it
   * failed with, is not remembered.
   * @param maxAgeMs how old, in milliseconds, what is remembered may be. @default as long as anything is remembered
   */
  recognise(credential: string, lookup: Lookup, maxAgeMs?: number): Promise<Recognised | undefined>
  /** Has everything looked up again: somebody's access was taken away. */
  clear(): void
}

export const createRecognitionCache = (ttlMs = TTL_MS, limit = LIMIT): RecognitionCache => {
  // By hash, so that no credential stays in memory for longer than its request.
  const entries = new Map<string, Entry>()

  const sweep = (now: number): void => {
    for (const [key, { since }] of entries) if (since + ttlMs <= now) entries.delete(key)
  }
  const start = (key: string, now: number, lookup: Lookup): Promise<Recognised | undefined> => {
    if (entries.size >= limit) sweep(now)
    const found = lookup()
    if (entries.size >= limit) return found
    const entry: Entry = { found, since: now }
    const drop = (): void => {
      if (entries.get(key) === entry) entries.delete(key)
    }
    entries.set(key, entry)
    found.then((recognised) => {
      if (recognised === undefined) drop()
    }, drop)
    return found
  }

  return {
    async recognise(credential, lookup, maxAgeMs = ttlMs) {
      const now = Date.now()
      const key = sha256(credential)
      const entry = entries.get(key)
      const isGood = entry !== undefined && entry.since + Math.min(maxAgeMs, ttlMs) > now
      const recognised = await (isGood ? entry.found : start(key, now, lookup))
      return recognised !== undefined && recognised.until > Date.now() ? recognised : undefined
    },
    clear: () => entries.clear(),
  }
}
