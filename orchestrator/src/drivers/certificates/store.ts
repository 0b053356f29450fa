import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { Failure } from '#contract'
import { syncDirectory, writeDurably } from '../durable-file.ts'
import type { Claim, Tag } from '../effect.ts'
import { unlessAbsent } from '../errno.ts'
import { clearLeftovers, clearStale, discard, isVacant, makeWhole } from '../staging.ts'
import { parseTag } from '../tag-file.ts'
import { readConfiguration, removeConfiguration, traefikConfiguration, writeConfiguration } from './traefik.ts'

/** A private key and its certificate chain (host's own first), PEM. */
export interface Material {
  /** Hex, another one each time: the files are named after it. */
  readonly serial: string
  readonly key: string
  readonly fullchain: string
  /** Directory URL of the ACME authority that issued it; absent for the development CA. */
  readonly authority?: string
}

/** What `certificate.json` in a host's directory says: whose it is, and which of the versions beside it is current. */
const Entry = z.strictObject({
  owner: z.string(),
  task: z.string(),
  serial: z.string().regex(/^[0-9a-f]+$/),
  authority: z.string().exactOptional(),
})
export type Entry = z.infer<typeof Entry>

const entryOf = ({ owner, task }: Tag, { serial, authority }: Material): Entry => ({
  ...{ owner, task, serial },
  ...(authority === undefined ? {} : { authority }),
})

/** A host's current certificate. */
export interface Stored extends Entry {
  readonly fullchain: string
}

const keyFile = (serial: string) => `key-${serial}.pem`
const fullchainFile = (serial: string) => `fullchain-${serial}.pem`
const ENTRY_FILE = 'certificate.json'

const ABANDONED_VERSION_MS = 60 * 60_000 // a renewal that is this old was killed before it was swapped in

// One that can't be understood counts as none, as a tag file does: it was being written when its process was killed.
async function readEntryIn(directory: string): Promise<Entry | undefined> {
  const text = await unlessAbsent(readFile(path.join(directory, ENTRY_FILE), 'utf8'))
  return text === undefined ? undefined : parseTag(Entry, text)
}

/**
 * Certificates on disk, whoever issued them: `<root>/<host>/` with versioned files, and `<root>/traefik/<host>.yml`.
 * A host's directory is whole or absent. A new version is written beside the old one, which stays until the next, so
 * that key and certificate named by any one reading of the YAML file belong together.
 */
export function createStore(root: string) {
  const directoryOf = (host: string) => path.join(root, host)
  const configurationOf = (host: string) => path.join(root, 'traefik', `${host}.yml`)

  const readEntry = (host: string) => readEntryIn(directoryOf(host))

  const read = async (host: string): Promise<Stored | undefined> => {
    const entry = await readEntry(host)
    if (entry === undefined) return undefined
    const file = path.join(directoryOf(host), fullchainFile(entry.serial))
    const fullchain = await unlessAbsent(readFile(file, 'utf8'))
    if (fullchain !== undefined) return { ...entry, fullchain }
    if ((await readEntry(host))?.serial === entry.serial) throw new Error(`${fullchainFile(entry.serial)} is missing`)
    return read(host) // renewed or removed while it was read
  }

  const writeVersion = (directory: string, { serial, key, fullchain }: Material) =>
    Promise.all([
      writeDurably(path.join(directory, keyFile(serial)), key),
      writeDurably(path.join(directory, fullchainFile(serial)), fullchain),
    ])

  const removeAbandonedVersions = async (host: string, kept: readonly string[]) => {
    const keep = new Set([ENTRY_FILE, ...kept.flatMap((serial) => [keyFile(serial), fullchainFile(serial)])])
    const oldest = Date.now() - ABANDONED_VERSION_MS
    for (const name of await readdir(directoryOf(host))) {
      const file = path.join(directoryOf(host), name)
      if (keep.has(name)) continue
      const found = await unlessAbsent(stat(file)) // another process that renews may have moved its own into place
      if (found !== undefined && found.mtimeMs < oldest) await rm(file, { force: true })
    }
  }

  return {
    readEntry,

    read,

    /** Names of all hosts that have a directory here. */
    async hosts(): Promise<string[]> {
      const entries = (await unlessAbsent(readdir(root, { withFileTypes: true }))) ?? []
      return entries.filter((entry) => entry.isDirectory() && /^[^.]+\./.test(entry.name)).map(({ name }) => name)
    },

    /**
     * Looks before a certificate is asked for whether its place is free.
     * @throws Failure NAME_TAKEN when somebody else's directory or Traefik file is there
     */
    async assertFree(host: string): Promise<void> {
      await readConfiguration(configurationOf(host))
      if ((await isVacant(directoryOf(host))) || (await readEntry(host)) !== undefined) return
      throw new Failure('NAME_TAKEN', `certificates/${host} was not made by Slipway`)
    },

    /**
     * Stores the first certificate of a host. @returns false when something stands there already
     * @throws Failure NAME_TAKEN when somebody else wrote the host's Traefik file
     */
    async add(host: string, tag: Tag, material: Material): Promise<boolean> {
      await readConfiguration(configurationOf(host))
      await mkdir(root, { recursive: true })
      const entry = entryOf(tag, material)
      const made = await makeWhole(directoryOf(host), async (temporary) => {
        const written = writeDurably(path.join(temporary, ENTRY_FILE), JSON.stringify(entry))
        await Promise.all([written, writeVersion(temporary, material)])
      })
      await syncDirectory(root)
      return made
    },

    /** Stores a further certificate of a host and makes it the current one; its tag stays. */
    async replace(host: string, current: Entry, material: Material): Promise<void> {
      const directory = directoryOf(host)
      await writeVersion(directory, material)
      const temporary = path.join(directory, `${randomUUID()}.tmp`)
      await writeDurably(temporary, JSON.stringify(entryOf(current, material)))
      await rename(temporary, path.join(directory, ENTRY_FILE))
      await syncDirectory(directory)
      await removeAbandonedVersions(host, [current.serial, material.serial])
    },

    /** Has Traefik's file name the current version. Repeated until both agree, should another process renew meanwhile. */
    async publish(host: string): Promise<void> {
      await mkdir(path.dirname(configurationOf(host)), { recursive: true })
      for (;;) {
        const entry = await readEntry(host)
        if (entry === undefined) return // removed meanwhile, together with its configuration
        const file = (name: string) => path.join(directoryOf(host), name)
        const wanted = traefikConfiguration(file(fullchainFile(entry.serial)), file(keyFile(entry.serial)))
        if ((await readConfiguration(configurationOf(host))) === wanted) return
        await writeConfiguration(configurationOf(host), wanted, directoryOf(host))
      }
    },

    /** Removes a host with all its versions: first what names its files, then the files. */
    async remove(host: string): Promise<void> {
      await removeConfiguration(configurationOf(host))
      await discard(directoryOf(host))
    },

    /** Clears what killed processes left of one host, for a caller that has the host to itself. */
    clearLeftovers: (host: string, claim: Claim) => clearLeftovers(directoryOf(host), claim, readEntryIn),

    /** Clears what killed processes left of any host, once nobody can be at work on it any more. */
    clearStale: () => clearStale(root),
  }
}

export type Store = ReturnType<typeof createStore>
