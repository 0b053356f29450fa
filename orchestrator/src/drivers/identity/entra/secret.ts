import { randomUUID } from 'node:crypto'
import { secretContext } from '../records.ts'
import type { EntraRecord, MadeRecord } from './records.ts'
import { insist, knownAt, type Site } from './tenant.ts'

const DAY_MS = 24 * 3_600_000
const ENDING_MS = 30 * DAY_MS
/** With what begins the name of every secret that is made here; what follows it is unique for each attempt. */
const NAME = 'slipway '

/**
 * Sees that the application has a client secret whose text is sealed here, and no other of ours. Graph gives the text
 * once: a secret whose answer was lost, or whose process was killed before it was sealed, is removed.
 */
export async function ensureSecret(site: Site, record: MadeRecord): Promise<MadeRecord> {
  const kept = record.secret === undefined || isEnding(record.secret) ? undefined : record.secret
  const secret = kept ?? (await makeSecret(site, record))
  if (secret.alone) return record
  await removeOthers(site, record, secret)
  return write(site, record, { ...secret, alone: true })
}

type Secret = NonNullable<EntraRecord['secret']>

/** Whether so little is left of a secret that it is time for another: thirty days, or a third of a shorter life. */
export const isEnding = ({ made_at, ends_at }: Secret): boolean =>
  ends_at - Date.now() < Math.min(ENDING_MS, (ends_at - made_at) / 3)

async function write(site: Site, record: MadeRecord, secret: Secret): Promise<MadeRecord> {
  const written = { ...record, secret }
  await site.records.write(site.application, written)
  return written
}

async function makeSecret(site: Site, record: MadeRecord): Promise<Secret> {
  const { directory, vault, secretDays, signal } = site
  const { id, client_id } = record.made
  const endDateTime = new Date(Date.now() + secretDays * DAY_MS).toISOString()
  const asked = { displayName: `${NAME}${randomUUID()}`, endDateTime }
  const add = () => directory.addPassword(id, asked, signal)
  const made = await insist(site, 'the id', knownAt(site, record.asked_at), add)
  const secret = {
    key_id: made.keyId,
    sealed: vault.seal(made.secretText, secretContext(client_id)),
    ...{ made_at: Date.now(), ends_at: Date.parse(made.endDateTime), alone: false },
  }
  await write(site, record, secret)
  return secret
}

/** A replica that shows the secret of this record shows every earlier one, too: it alone can tell that there is none. */
async function removeOthers(site: Site, { made: { id } }: MadeRecord, secret: Secret): Promise<void> {
  const { directory, uniqueName, signal } = site
  await insist(site, 'the secret', knownAt(site, secret.made_at), async () => {
    const app = await directory.find(uniqueName, signal)
    const ours = app?.passwordCredentials.filter(({ displayName }) => displayName?.startsWith(NAME)) ?? []
    if (!ours.some(({ keyId }) => keyId === secret.key_id)) return undefined
    const others = ours.filter(({ keyId }) => keyId !== secret.key_id)
    for (const { keyId } of others) await directory.removePassword(id, keyId, signal)
    return others.length === 0 ? true : undefined
  })
}
