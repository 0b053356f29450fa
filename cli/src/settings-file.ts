import { chmod, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { Failure } from '#contract'

/** What `slipway login` remembers. */
const Settings = z.strictObject({ url: z.string(), token: z.string().optional() })
export type Settings = z.infer<typeof Settings>

const OTHERS = 0o077
const OWNER_ONLY = 0o600

const isMissing = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR')

/**
 * The settings in a file, or undefined if there is none.
 * @throws Failure SECRET_EXPOSED when others may read it, WRONG_USAGE when it holds something else
 */
export const readSettings = async (path: string): Promise<Settings | undefined> => {
  const text = await readOwn(path)
  if (text === undefined) return undefined
  try {
    return Settings.parse(JSON.parse(text))
  } catch (cause) {
    throw new Failure('WRONG_USAGE', `${path} does not hold what "slipway login" writes: remove it or log in again.`, {
      cause,
    })
  }
}

/** Looks at the mode of what it has opened: a file that is swapped in between is not read. */
const readOwn = async (path: string): Promise<string | undefined> => {
  try {
    await using file = await open(path, 'r')
    const { mode } = await file.stat()
    if ((mode & OTHERS) !== 0)
      throw new Failure('SECRET_EXPOSED', `${path} holds a token and may be read by others: it is not used.`)
    return await file.readFile('utf8')
  } catch (thrown) {
    if (isMissing(thrown)) return undefined
    throw thrown
  }
}

/** Writes the settings for their owner alone, whole or not at all. */
export const writeSettings = async (path: string, settings: Settings): Promise<void> => {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const temporary = join(folder, `.config.${randomUUID()}`)
  try {
    await using file = await open(temporary, 'wx', OWNER_ONLY)
    await file.writeFile(`${JSON.stringify(settings, null, 2)}\n`)
    await chmod(temporary, OWNER_ONLY) // Whatever the umask is.
    await rename(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Forgets them; what is not there is forgotten already. */
export const removeSettings = (path: string): Promise<void> => rm(path, { force: true })
