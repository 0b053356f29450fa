import type { Redis } from 'ioredis'
import { Failure } from '#contract'
import { onRedis } from '../redis.ts'
import { TOKENS, TOKENS_USED } from './keys.ts'
import type { Principal, TeamRole } from './principal.ts'
import type { GrantedScope } from './scope.ts'
import { makeToken, readToken, sameHash } from './secret-text.ts'
import { principalOf, TokenRecord, type ShownToken } from './token-record.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
/** A token that has expired is listed for as long, so that one can see why it stopped working. */
const SHOWN_AFTER_EXPIRY_MS = 30 * DAY_MS
/** How exactly the last use of a token is known, in milliseconds: each note of it is a write to disk. */
const USE_PRECISION_MS = 60_000

/** What is asked for with a new token. */
export interface NewToken {
  readonly name: string
  readonly scopes: readonly GrantedScope[]
  /** Undefined: all teams. */
  readonly teams?: readonly TeamRole[] | undefined
  readonly expires_in_days: number
}

/** A principal that was recognised, and until when that holds, in milliseconds since the epoch. */
export interface Recognised {
  readonly principal: Principal
  readonly until: number
}

/** Tokens in Redis, each by the hash of its secret. All calls throw Failure REDIS_UNAVAILABLE. */
export interface TokenStore {
  /** The one answer that has the token's text. */
  create(asked: NewToken, by: Principal): Promise<ShownToken & { readonly token: string }>
  /** Newest first. */
  list(): Promise<ShownToken[]>
  /** @throws Failure NOT_FOUND */
  revoke(id: string): Promise<void>
  /** Whose token a text is; undefined for one that is unknown, revoked or expired. */
  find(text: string): Promise<(Recognised & { readonly id: string }) | undefined>
  /** The same by the token's id, for what was opened with it. */
  findById(id: string): Promise<Recognised | undefined>
}

const parseRecord = (text: string): TokenRecord => TokenRecord.parse(JSON.parse(text))

const shown = ({ hash: _hash, ...record }: TokenRecord, usedAt: string | undefined): ShownToken => ({
  ...record,
  ...(usedAt === undefined ? {} : { last_used_at: usedAt }),
})

export const createTokenStore = (redis: Redis, onError: (error: unknown) => void): TokenStore => {
  const noteUse = (id: string, last: string | null): void => {
    const now = Date.now()
    if (last !== null && now - Date.parse(last) < USE_PRECISION_MS) return
    redis.hset(TOKENS_USED, id, new Date(now).toISOString()).catch(onError) // nobody waits for it
  }
  /** A token that is there, has not expired and is the one meant. */
  const use = async (id: string, isMeant: (record: TokenRecord) => boolean): Promise<Recognised | undefined> => {
    const [kept, used] = await onRedis(() => Promise.all([redis.hget(TOKENS, id), redis.hget(TOKENS_USED, id)]))
    const record = kept === null ? undefined : parseRecord(kept)
    if (record === undefined || !isMeant(record) || Date.parse(record.expires_at) <= Date.now()) return undefined
    noteUse(id, used)
    return { principal: principalOf(record), until: Date.parse(record.expires_at) }
  }
  const forget = (ids: readonly string[]) =>
    onRedis(() => Promise.all([redis.hdel(TOKENS, ...ids), redis.hdel(TOKENS_USED, ...ids)]))
  const readAll = async (): Promise<TokenRecord[]> => (await onRedis(() => redis.hvals(TOKENS))).map(parseRecord)

  return {
    async create({ name, scopes, teams, expires_in_days: days }, by) {
      const now = Date.now()
      const { id, text, hash } = makeToken()
      const record: TokenRecord = {
        ...{ id, name, scopes: [...scopes], hash, created_by: by.id },
        created_at: new Date(now).toISOString(),
        expires_at: new Date(now + days * DAY_MS).toISOString(),
        ...(teams === undefined ? {} : { teams: [...teams] }),
      }
      await onRedis(() => redis.hset(TOKENS, id, JSON.stringify(record)))
      return { ...shown(record, undefined), token: text }
    },
    async list() {
      const [records, used] = await Promise.all([readAll(), onRedis(() => redis.hgetall(TOKENS_USED))])
      const isOld = ({ expires_at }: TokenRecord) => Date.parse(expires_at) + SHOWN_AFTER_EXPIRY_MS < Date.now()
      const old = records.filter(isOld).map(({ id }) => id)
      if (old.length > 0) await forget(old)
      return records
        .filter((record) => !isOld(record))
        .sort((a, b) => (a.created_at < b.created_at ? 1 : -1))
        .map((record) => shown(record, used[record.id]))
    },
    async revoke(id) {
      const [removed] = await forget([id])
      if (removed === 0) throw new Failure('NOT_FOUND', `There is no token ${JSON.stringify(id)}.`)
    },
    async find(text) {
      const given = readToken(text)
      if (given === undefined) return undefined
      const found = await use(given.id, ({ hash }) => sameHash(hash, given.hash))
      return found === undefined ? undefined : { id: given.id, ...found }
    },
    findById: (id) => use(id, () => true),
  }
}
