import type { Redis } from 'ioredis'
import type { Ledger } from '../records/ledger.ts'
import { LEDGER_OWNERS, ledgerKey } from './keys.ts'
import { LedgerEntry, parseLedgerField } from './ledger-entry.ts'

export const createLedger = (redis: Redis): Ledger => ({
  async of(owner) {
    const fields = await redis.hgetall(ledgerKey(owner))
    return Object.entries(fields).map(([field, value]) => ({
      ...LedgerEntry.parse(JSON.parse(value)),
      ...parseLedgerField(field),
      owner,
    }))
  },
  owners: () => redis.smembers(LEDGER_OWNERS),
  async drop({ owner, kind, name }) {
    await redis.hdel(ledgerKey(owner), `${kind} ${name}`)
    if ((await redis.exists(ledgerKey(owner))) === 0) await redis.srem(LEDGER_OWNERS, owner)
  },
})
