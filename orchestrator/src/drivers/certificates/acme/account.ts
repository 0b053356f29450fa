import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { Client } from 'acme-client'
import { z } from 'zod'
import { Failure } from '#contract'
import { createFileOnce } from '../../durable-file.ts'
import { unlessAbsent } from '../../errno.ts'
import { parseTag } from '../../tag-file.ts'
import type { Vault } from '../../vault.ts'
import type { Directory } from './directory.ts'
import { type Caller, exchange } from './transport.ts'

export interface AccountOptions {
  readonly directoryUrl: string
  readonly email: string
  readonly externalAccount: { readonly keyId: string; readonly hmacKey: string } | undefined
  readonly vault: Vault
}

const Registration = z.object({ url: z.url() })

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

// Unlike the Web Crypto API this makes the key in one go, as what is made once has to be.
const newKey = (): string =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey

/**
 * The account at an authority, kept in a folder: `<directory>.key`, sealed and made once, and `<directory>-<contact>.json`
 * with the account's address, as soon as the authority knows this contact. An authority has one account for a key
 * (RFC 8555, 7.3.1): who is killed before the address is stored, or whose contact changes, gets the same one again.
 */
export function createAccount(
  folder: string,
  { directoryUrl, email, externalAccount: binding, vault }: AccountOptions,
) {
  const keyFile = path.join(folder, `${digest(directoryUrl)}.key`)
  const registrationFile = path.join(folder, `${digest(directoryUrl)}-${digest(email)}.json`)
  const context = `acme-account ${directoryUrl}`

  const readKey = async (): Promise<string> => {
    await mkdir(folder, { recursive: true })
    await createFileOnce(keyFile, () => vault.seal(newKey(), context))
    return vault.open((await readFile(keyFile, 'utf8')).trim(), context)
  }

  const readUrl = async (): Promise<string | undefined> => {
    const text = await unlessAbsent(readFile(registrationFile, 'utf8'))
    return text === undefined ? undefined : parseTag(Registration, text)?.url
  }

  const clientWith = (accountKey: string, accountUrl?: string) =>
    new Client({
      ...{ directoryUrl, accountKey },
      ...(accountUrl === undefined ? {} : { accountUrl }),
      ...(binding === undefined ? {} : { externalAccountBinding: { kid: binding.keyId, hmacKey: binding.hmacKey } }),
    })

  return {
    /**
     * acme-client, signed in; registers the account when it is used for the first time.
     * @throws Failure CERTIFICATE_REFUSED when the authority wants an external account and none is set; SECRET_UNREADABLE
     */
    async open({ meta }: Directory, caller: Caller): Promise<Client> {
      const [key, url] = [await readKey(), await readUrl()]
      if (url !== undefined) return clientWith(key, url)
      assertBinding(meta.externalAccountRequired, binding !== undefined)
      const client = clientWith(key)
      // With a contact: for a key that is registered already acme-client goes on to update the account, and an update
      // that is empty fails.
      const contact = [`mailto:${email}`]
      await exchange(caller, () => client.createAccount({ termsOfServiceAgreed: true, contact }))
      await createFileOnce(registrationFile, () => JSON.stringify({ url: client.getAccountUrl() }))
      return client
    },

    /** Whether the authority has been told of this account. */
    isRegistered: async (): Promise<boolean> => (await readUrl()) !== undefined,

    /** Has the account registered anew by the next that opens it, because the authority does not know it any more. */
    forget: () => rm(registrationFile, { force: true }),
  }
}
export type Account = ReturnType<typeof createAccount>

/** @throws Failure CERTIFICATE_REFUSED */
export function assertBinding(required: boolean, given: boolean): void {
  if (!required || given) return
  const message = 'the certificate authority wants an external account: set ACME_EAB_KEY_ID and ACME_EAB_HMAC_KEY'
  throw new Failure('CERTIFICATE_REFUSED', message)
}
