import { isNotDone } from '../../breaker.ts'
import { waitFor } from './patience.ts'
import type { MadeRecord } from './records.ts'
import { doubtedUntil, insist, knownAt, type Site } from './tenant.ts'

/** Sees that the application has its service principal, without which nobody can sign in to it. */
export async function ensurePrincipal(site: Site, record: MadeRecord): Promise<MadeRecord> {
  if (record.principal?.id !== undefined) return record
  const { directory, records, application, signal } = site
  const { client_id: clientId } = record.made
  const write = async (principal?: MadeRecord['principal']) => {
    const { principal: _former, ...rest } = record
    const written = { ...rest, ...(principal === undefined ? {} : { principal }) }
    await records.write(application, written)
    return written
  }
  const asked_at = Date.now()
  await write({ asked_at })
  const until = knownAt(site, asked_at)
  try {
    const made = await insist(site, 'the client id', until, () => directory.addPrincipal(clientId, signal))
    if (made !== 'exists') return await write({ asked_at, id: made })
  } catch (thrown) {
    // What was refused was not made; what an earlier request may have made is as unsure as before.
    if (isNotDone(thrown)) await write(record.principal)
    throw thrown
  }
  const find = () => directory.findPrincipal(clientId, signal)
  return write({ asked_at, id: await insist(site, 'the service principal', until, find) })
}

/** Id of the service principal, where there is one or may be one. */
export async function findPrincipal(site: Site, { principal, made }: MadeRecord): Promise<string | undefined> {
  if (principal?.id !== undefined) return principal.id
  const find = () => site.directory.findPrincipal(made.client_id, site.signal)
  return waitFor(find, doubtedUntil(site, principal?.asked_at ?? 0), site.patience, site.signal)
}
