import { z } from 'zod'

/** A whole number in decimal digits, within bounds. */
export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`))

const withoutSlash = (url: string): string => url.replace(/\/+$/, '')

/** Address of a service, without a slash at its end. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
  .transform(withoutSlash)

/** The same over TLS only. */
export const httpsUrl = z.url({ protocol: /^https$/, error: 'must be an https:// URL' }).transform(withoutSlash)

/** A private key or certificate as text, which may hold `\n` for its line ends. */
export const pem = z
  .string()
  .transform((text) => text.replaceAll(String.raw`\n`, '\n'))
  .pipe(z.string().regex(/-----BEGIN [A-Z ]+-----/, 'must be PEM text'))
