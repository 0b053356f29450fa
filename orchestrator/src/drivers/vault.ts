import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '#contract'
import { createFileOnce } from './durable-file.ts'

/** Seals texts for storage, so that what is stored tells nothing without the key. */
export interface Vault {
  /** @param context says what the text is and whose; the same must be given to open it, so that sealed texts can't be swapped */
  seal(text: string, context: string): string
  /** @throws Failure SECRET_UNREADABLE when key, context or the sealed text itself is another than when it was sealed */
  open(sealed: string, context: string): string
}

const ALGORITHM = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12 // 96 bits, as NIST SP 800-38D, 8.2 recommends
const MAC_BYTES = 16
const VERSION = 'v1'
const SEALED = new RegExp(`^${VERSION}\\.([A-Za-z0-9_-]+)$`)
const KEY = /^[A-Za-z0-9+/]{43}=$/

/**
 * A vault that seals with AES-256-GCM. Sealed form: `v1.` and base64url of nonce (12 bytes), ciphertext, tag (16 bytes).
 * @param key 32 bytes, as loadVaultKey gives them
 */
export function createVault(key: Buffer): Vault {
  return {
    seal(text, context) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(context))
      const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${VERSION}.${sealed.toString('base64url')}`
    },
    open(sealed, context) {
      const [, encoded] = SEALED.exec(sealed) ?? []
      const bytes = Buffer.from(encoded ?? '', 'base64url')
      if (bytes.length < NONCE_BYTES + MAC_BYTES) throw unreadable(context)
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: MAC_BYTES })
      decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-MAC_BYTES))
      try {
        return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -MAC_BYTES)), decipher.final()]).toString()
      } catch (cause) {
        throw unreadable(context, cause)
      }
    },
  }
}

const unreadable = (context: string, cause?: unknown) =>
  new Failure('SECRET_UNREADABLE', `The sealed secret "${context}" can't be opened with this key`, { cause })

/**
 * The key of this installation: 32 bytes, in base64 from the environment, or else from `<dataDir>/secret.key`, which is
 * made (mode 0600) when it is absent; processes that start at once agree on one.
 * @throws Failure CONFIG_INVALID (SLIPWAY_SECRET_KEY is no such key), SECRET_UNREADABLE (the file holds none)
 */
export async function loadVaultKey(dataDir: string, fromEnvironment?: string): Promise<Buffer> {
  if (fromEnvironment !== undefined) {
    if (!KEY.test(fromEnvironment)) throw new Failure('CONFIG_INVALID', 'SLIPWAY_SECRET_KEY is not 32 bytes in base64')
    return Buffer.from(fromEnvironment, 'base64')
  }
  const path = join(dataDir, 'secret.key')
  await createFileOnce(path, () => `${randomBytes(KEY_BYTES).toString('base64')}\n`)
  const stored = (await readFile(path, 'utf8')).trim()
  if (!KEY.test(stored)) throw new Failure('SECRET_UNREADABLE', `"${path}" does not hold 32 bytes in base64`)
  return Buffer.from(stored, 'base64')
}
