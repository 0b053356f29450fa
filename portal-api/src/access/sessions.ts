import type { Redis } from 'ioredis'
import { z } from 'zod'
import { onRedis } from '../redis.ts'
import { sessionKey } from './keys.ts'
import { Person } from './oidc/person.ts'
import { randomSecret, sha256 } from './secret-text.ts'

/** How long a browser stays signed in, in seconds; shorter where what it signed in with ends earlier. */
const SESSION_S = 12 * 60 * 60

/**
 * With what a browser signed in. A session lasts no longer than that: what a token may do, and whether it is still there,
 * is read at the token itself.
 */
const Basis = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('root'),
    /** Of PORTAL_TOKEN together with the session's id, which only the browser has: it proves that the token is the same. */
    proof: z.string(),
  }),
  z.object({ kind: z.literal('token'), token_id: z.string() }),
  z.object({ kind: z.literal('user'), person: Person }),
])
export type Basis = z.infer<typeof Basis>

const SessionRecord = z.object({ basis: Basis, until: z.number() })
export type SessionRecord = z.infer<typeof SessionRecord>

const FORM = /^[\w-]{43}$/

/** Sessions of browsers, in Redis by the hashes of their ids. All calls throw Failure REDIS_UNAVAILABLE. */
export interface SessionStore {
  /** @param basisOf the basis of a session with that id @param until when it ends at the latest, in milliseconds since the epoch */
  open(basisOf: (id: string) => Basis, until?: number): Promise<{ readonly id: string; readonly maxAgeS: number }>
  find(id: string): Promise<SessionRecord | undefined>
  close(id: string): Promise<void>
}

/** Proof that a session was opened with a token. */
export const proofOf = (id: string, token: string): string => sha256(`${id}:${token}`)

export const createSessionStore = (redis: Redis): SessionStore => ({
  async open(basisOf, until = Infinity) {
    const id = randomSecret()
    const maxAgeS = Math.max(1, Math.min(SESSION_S, Math.floor((until - Date.now()) / 1_000)))
    const record: SessionRecord = { basis: basisOf(id), until: Date.now() + maxAgeS * 1_000 }
    await onRedis(() => redis.set(sessionKey(sha256(id)), JSON.stringify(record), 'EX', maxAgeS))
    return { id, maxAgeS }
  },
  async find(id) {
    if (!FORM.test(id)) return undefined
    const kept = await onRedis(() => redis.get(sessionKey(sha256(id))))
    return kept === null ? undefined : SessionRecord.parse(JSON.parse(kept))
  },
  async close(id) {
    await onRedis(() => redis.del(sessionKey(sha256(id))))
  },
})
