import { createHmac, timingSafeEqual } from 'node:crypto'

const FORM = /^sha256=([0-9a-f]{64})$/

const hmacOf = (secret: string, body: Buffer): Buffer => createHmac('sha256', secret).update(body).digest()

/** The signature of a body, as a header carries it: `sha256=<hex HMAC-SHA-256>`. */
export const signatureOf = (secret: string, body: Buffer): string => `sha256=${hmacOf(secret, body).toString('hex')}`

/** Whether a header's signature is that of a body. Takes as long whatever is wrong with it. */
export const isSignatureOf = (given: string, secret: string, body: Buffer): boolean => {
  const expected = hmacOf(secret, body)
  const [, hex] = FORM.exec(given) ?? []
  const isEqual = timingSafeEqual(hex === undefined ? Buffer.alloc(expected.length) : Buffer.from(hex, 'hex'), expected)
  return isEqual && hex !== undefined
}
