import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Failure } from '#contract'
import { createFileOnce, writeDurably } from '../durable-file.ts'
import type { Claim, Found, Tag } from '../effect.ts'
import { ensureWhole } from '../ensure-whole.ts'
import { unlessAbsent } from '../errno.ts'
import { clearLeftovers, clearStale, discard, isVacant } from '../staging.ts'
import { covers, readTag } from '../tag-file.ts'
import type { Vault } from '../vault.ts'
import { applicationName, redirectUri, redirectUriName, splitRedirectUriName } from './names.ts'
import type { ApplicationRequest, Identity } from './port.ts'
import { ApplicationRecord, applicationFile, readRecord, secretContext, serialize } from './records.ts'
import { putRedirectUri, redirectUrisIn, removeRedirectUri } from './redirect-uris.ts'

interface LocalIdentityOptions {
  /** Absolute path of the data root, which exists. */
  readonly dataDir: string
  /** Seals the client secrets. */
  readonly vault: Vault
}

const SECRET_BYTES = 32
const tagOf = (folder: string) => readTag(applicationFile(folder))

/** An identity provider in `<dataDir>/identity`: a folder per application, which is whole from the moment it appears. */
export function createLocalIdentity({ dataDir, vault }: LocalIdentityOptions): Identity {
  const root = join(dataDir, 'identity')
  const folderOf = (application: string) => join(root, applicationName(application))

  const fillWith =
    ({ redirectUris }: ApplicationRequest, tag: Tag) =>
    async (temporary: string) => {
      const clientId = randomUUID()
      const secret = randomBytes(SECRET_BYTES).toString('base64url')
      const sealed = vault.seal(secret, secretContext(clientId))
      const record = { client_id: clientId, sealed_secret: sealed, ...stamped(tag) }
      await writeDurably(applicationFile(temporary), serialize(record))
      for (const uri of redirectUris) await putRedirectUri(temporary, { uri, with_application: true, ...stamped(tag) })
    }

  const removeApplication = async (application: string, claim: Claim) => {
    const folder = folderOf(application)
    await clearLeftovers(folder, claim, tagOf)
    const record = await readRecord(ApplicationRecord, applicationFile(folder))
    if (record !== undefined && covers(claim, record)) await discard(folder)
  }

  const foundIn = async (application: string): Promise<Found[]> => {
    const folder = join(root, application)
    const record = await readRecord(ApplicationRecord, applicationFile(folder))
    if (record === undefined) return []
    const uris = (await redirectUrisIn(folder)).filter((each) => !each.with_application)
    return [
      { kind: 'application', name: application, owner: record.owner, task: record.task },
      ...uris.map(({ uri, owner, task }) => {
        return { kind: 'redirect-uri' as const, name: redirectUriName(application, uri), owner, task }
      }),
    ]
  }

  return {
    kinds: ['application', 'redirect-uri'],

    async ensureApplication(request, tag, signal) {
      signal.throwIfAborted()
      const folder = folderOf(request.application)
      const uris = request.redirectUris.map(redirectUri)
      await mkdir(root, { recursive: true, mode: 0o700 })
      const tenantId = await tenantOf(root)
      signal.throwIfAborted()
      const made = await ensureWhole(
        folder,
        () => isAdopted(request.application, folder, tag.owner),
        fillWith(request, tag),
      )
      if (made) await clearLeftovers(folder, tag, tagOf)
      else for (const uri of uris) await putRedirectUri(folder, { uri, with_application: true, ...stamped(tag) })
      const { client_id } = await requireApplication(request.application, folder)
      return { client_id, tenant_id: tenantId }
    },

    async addRedirectUri(application, uri, tag, signal) {
      signal.throwIfAborted()
      const folder = folderOf(application)
      await requireApplication(application, folder)
      signal.throwIfAborted()
      const put = putRedirectUri(folder, { uri: redirectUri(uri), with_application: false, ...stamped(tag) })
      const standing = (await unlessAbsent(put)) ?? absent(application)
      if (standing.owner === tag.owner) return
      throw new Failure('NAME_TAKEN', `Redirect URI "${uri}" of "${application}" belongs to ${standing.owner}`)
    },

    async readSecret(application, signal) {
      signal.throwIfAborted()
      const record = await requireApplication(application, folderOf(application))
      return vault.open(record.sealed_secret, secretContext(record.client_id))
    },

    async remove({ kind, name }, claim, signal) {
      signal.throwIfAborted()
      if (kind === 'application') return removeApplication(name, claim)
      const { application, uri } = splitRedirectUriName(name)
      await removeRedirectUri(folderOf(application), uri, claim)
    },

    async list(signal) {
      signal.throwIfAborted()
      await mkdir(root, { recursive: true, mode: 0o700 })
      await clearStale(root)
      signal.throwIfAborted()
      const entries = await readdir(root, { withFileTypes: true })
      const applications = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      return (await Promise.all(applications.map(({ name }) => foundIn(name)))).flat()
    },
  }
}

const stamped = ({ owner, task }: Tag) => ({ owner, task, made_at: new Date().toISOString() })

/** The tenant of this installation, made at its first application. */
async function tenantOf(root: string): Promise<string> {
  const file = join(root, 'tenant')
  await createFileOnce(file, randomUUID)
  return z.uuid().parse(await readFile(file, 'utf8'))
}

/** Whether the owner's application stands there. @throws Failure NAME_TAKEN where something else does */
async function isAdopted(application: string, folder: string, owner: string): Promise<boolean> {
  // In this order: what appears in between is whole, and has its tag.
  if (await isVacant(folder)) return false
  const record = await readRecord(ApplicationRecord, applicationFile(folder))
  if (record?.owner === owner) return true
  throw new Failure(
    'NAME_TAKEN',
    `Application "${application}" belongs to ${record?.owner ?? 'nobody known to Slipway'}`,
  )
}

async function requireApplication(application: string, folder: string): Promise<ApplicationRecord> {
  return (await readRecord(ApplicationRecord, applicationFile(folder))) ?? absent(application)
}

function absent(application: string): never {
  throw new Failure('RESOURCE_NOT_FOUND', `There is no application "${application}"`)
}
