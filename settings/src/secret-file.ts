import { open } from 'node:fs/promises'
import { Failure } from '#contract'

/** Longer than any secret that Slipway takes: what is longer is another file than was meant. */
export const MAX_SECRET_BYTES = 64 * 1024

/** How long a file may take, in milliseconds: one on a network that is away never answers. */
const TIMEOUT_MS = 5_000

/**
 * The secret in a file, without the newline at its end.
 * @param variable names the file, in messages
 * @throws Failure SETTING_UNREADABLE that names variable and path, never contents
 */
export async function readSecretFile(variable: string, path: string): Promise<string> {
  const unreadable = (what: string, cause?: unknown) =>
    new Failure('SETTING_UNREADABLE', `${variable}: the file ${JSON.stringify(path)} ${what}`, { cause })
  const text = await readWithin(path).catch((thrown: unknown) => {
    throw unreadable(`can't be read (${codeOf(thrown)})`, thrown)
  })
  if (text === undefined) throw unreadable(`is longer than ${MAX_SECRET_BYTES} bytes`)
  const secret = text.replace(/\r?\n$/, '')
  if (secret === '') throw unreadable('is empty')
  return secret
}

/** The text of a file; undefined if it is too long. */
async function readWithin(path: string): Promise<string | undefined> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new DOMException('it took too long', 'TimeoutError')), TIMEOUT_MS)
  try {
    return await Promise.race([readText(path), late])
  } finally {
    clearTimeout(timer)
  }
}

async function readText(path: string): Promise<string | undefined> {
  await using file = await open(path, 'r')
  const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(MAX_SECRET_BYTES + 1) })
  return bytesRead > MAX_SECRET_BYTES ? undefined : buffer.toString('utf8', 0, bytesRead)
}

const codeOf = (thrown: unknown): string => {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code
  return thrown instanceof Error ? thrown.name : 'unknown'
}
