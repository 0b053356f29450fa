import { createHash } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createFileOnce, removeTemporaries } from '../durable-file.ts'
import type { Claim } from '../effect.ts'
import { unlessAbsent } from '../errno.ts'
import { covers } from '../tag-file.ts'
import { readRecord, RedirectUriRecord, serialize } from './records.ts'

// Each redirect URI of an application is a file of its own in the application's folder. So adding and removing them
// needs no lock, and none is lost: no two processes ever write the same file.
const PREFIX = 'redirect-uri-'
const SUFFIX = '.json'

/** A URI may hold what no file name can, so its file is named after its hash. */
const fileOf = (folder: string, uri: string): string =>
  join(folder, `${PREFIX}${createHash('sha256').update(uri).digest('hex')}${SUFFIX}`)

/**
 * Adds a redirect URI unless it is there.
 * @returns the record that stands now: this one, or that of whoever was first
 * @throws the system's ENOENT when the application's folder is gone
 */
export async function putRedirectUri(folder: string, record: RedirectUriRecord): Promise<RedirectUriRecord> {
  const file = fileOf(folder, record.uri)
  if (await createFileOnce(file, () => serialize(record))) return record
  // Absent only if it was removed between the two calls: then there is nobody it could belong to.
  return (await readRecord(RedirectUriRecord, file)) ?? putRedirectUri(folder, record)
}

/** Removes a redirect URI that the claim covers; any other, or an absent one, is left alone. */
export async function removeRedirectUri(folder: string, uri: string, claim: Claim): Promise<void> {
  const file = fileOf(folder, uri)
  const record = await readRecord(RedirectUriRecord, file)
  if (record !== undefined && covers(claim, record)) await rm(file, { force: true })
  await unlessAbsent(removeTemporaries(file))
}

/** Every redirect URI of an application. */
export async function redirectUrisIn(folder: string): Promise<RedirectUriRecord[]> {
  const names = (await unlessAbsent(readdir(folder))) ?? []
  const files = names.filter((name) => name.startsWith(PREFIX) && name.endsWith(SUFFIX))
  const records = await Promise.all(files.map((name) => readRecord(RedirectUriRecord, join(folder, name))))
  return records.filter((record) => record !== undefined)
}
