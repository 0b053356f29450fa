import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { removeTemporaries, syncDirectory, writeDurably } from '../../durable-file.ts'
import { unlessAbsent } from '../../errno.ts'
import { readRecord } from '../records.ts'

/** The lists of an application that are written together. */
const Lists = z.object({ redirect_uris: z.array(z.string()), tags: z.array(z.string()) })
export type Lists = z.infer<typeof Lists>

/** Milliseconds since the epoch. */
const Time = z.number()

/**
 * What this installation knows of an application. It is written before and after what is asked of Graph, whose replicas
 * may know less for minutes; only who holds the application's mutex writes it.
 */
export const EntraRecord = z.object({
  owner: z.string(),
  task: z.string(),
  /** When Graph was asked to make it. */
  asked_at: Time,
  /** Ids of the application; absent while it is not sure that it was made. */
  made: z.object({ id: z.guid(), client_id: z.guid() }).optional(),
  /** `id` is absent while it is not sure that there is one. */
  principal: z.object({ asked_at: Time, id: z.guid().optional() }).optional(),
  secret: z
    .object({
      key_id: z.guid(),
      /** Sealed by the vault with secretContext. */
      sealed: z.string(),
      made_at: Time,
      ends_at: Time,
      /** Whether it was seen to be the only one. */
      alone: z.boolean(),
    })
    .optional(),
  /** What the lists may be: the last that was written, and beside it the one before while that is not sure. */
  lists: z.object({ written_at: Time, states: z.array(Lists) }).optional(),
  /** When it began to be removed. */
  removing_at: Time.optional(),
  /** Nothing of it waits to be purged any more. */
  purged: z.literal(true).optional(),
})
export type EntraRecord = z.infer<typeof EntraRecord>
/** That of an application which was made. */
export type MadeRecord = EntraRecord & { readonly made: NonNullable<EntraRecord['made']> }

/** The records, one file (mode 0600) for each application. */
export interface Records {
  /** @throws Failure IDENTITY_FAILED (permanent) when the file is damaged */
  read(application: string): Promise<EntraRecord | undefined>
  write(application: string, record: EntraRecord): Promise<EntraRecord>
  remove(application: string): Promise<void>
  all(): Promise<ReadonlyMap<string, EntraRecord>>
}

const SUFFIX = '.json'
const PRIVATE_FOLDER = 0o700

/** @param folder absolute; it need not exist */
export function createRecords(folder: string): Records {
  const fileOf = (application: string): string => join(folder, `${application}${SUFFIX}`)
  const read = (application: string) => readRecord(EntraRecord, fileOf(application))
  return {
    read,
    async write(application, record) {
      await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER })
      await replaceDurably(fileOf(application), `${JSON.stringify(record, undefined, 2)}\n`)
      return record
    },
    async remove(application) {
      await rm(fileOf(application), { force: true })
      await unlessAbsent(removeTemporaries(fileOf(application)))
      await unlessAbsent(syncDirectory(folder))
    },
    async all() {
      const names = (await unlessAbsent(readdir(folder))) ?? []
      const applications = names.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length))
      const found = await Promise.all(applications.map(async (name) => [name, await read(name)] as const))
      return new Map(found.flatMap(([name, record]) => (record === undefined ? [] : [[name, record] as const])))
    },
  }
}

/** Puts a file in the place of another; whoever reads sees one of them, whole. */
async function replaceDurably(path: string, text: string): Promise<void> {
  await removeTemporaries(path)
  const temporary = `${path}.${randomUUID()}.tmp`
  await writeDurably(temporary, text)
  await rename(temporary, path)
  await syncDirectory(dirname(path))
}
