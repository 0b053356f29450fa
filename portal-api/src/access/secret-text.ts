import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Bytes of a secret: 256 bits can't be guessed, so that a fast hash is enough to keep it by. */
const SECRET_BYTES = 32
const ID_BYTES = 8

const FORM = /^slp_([0-9a-f]{16})_([\w-]{43})$/

/** What every token of /api/tokens begins with. */
export const TOKEN_PREFIX = 'slp_'

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export const randomSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url')

/** Compares two hashes in a time that does not tell where they differ. */
export const sameHash = (one: string, other: string): boolean => {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** A new token: its text is shown once, its hash is what is kept. */
export const makeToken = (): { readonly id: string; readonly text: string; readonly hash: string } => {
  const id = randomBytes(ID_BYTES).toString('hex')
  const secret = randomSecret()
  return { id, text: `${TOKEN_PREFIX}${id}_${secret}`, hash: sha256(secret) }
}

/** Id and hash of a token; undefined when the text is none. */
export const readToken = (text: string): { readonly id: string; readonly hash: string } | undefined => {
  const [, id, secret] = FORM.exec(text) ?? []
  return id === undefined || secret === undefined ? undefined : { id, hash: sha256(secret) }
}
