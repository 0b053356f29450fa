import { open, rm } from 'node:fs/promises'
import { Failure } from '#contract'

/** For its owner alone. */
const MODE = 0o600

/**
 * Writes what will come into a new file that only its owner can read. The file is made first, so that nothing is asked for
 * that could not be kept; it is taken away again if nothing comes.
 * @throws Failure WRONG_USAGE if there is such a file, or none can be made there; what `text` throws
 */
export const writeNewFile = async <T>(path: string, make: () => Promise<T>, text: (made: T) => string): Promise<T> => {
  const file = await open(path, 'wx', MODE).catch((cause: unknown) => {
    throw new Failure('WRONG_USAGE', `No new file can be made at ${path}: ${reasonOf(cause)}.`, { cause })
  })
  try {
    const made = await make()
    await file.writeFile(text(made))
    await file.sync()
    return made
  } catch (thrown) {
    await rm(path, { force: true })
    throw thrown
  } finally {
    await file.close()
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'there is one already',
  ENOENT: 'there is no such folder',
  EACCES: 'you may not write there',
}

const reasonOf = (cause: unknown): string => {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown'
  return REASONS[code] ?? code
}
