import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '#contract'

const FILE = 'portal-token'
const BYTES = 32

const codeOf = (thrown: unknown): unknown => (thrown instanceof Error && 'code' in thrown ? thrown.code : undefined)

/** Writes a new token under a temporary name and links it into place, which fails where one is already: the first wins. */
const makeToken = async (directory: string, path: string): Promise<void> => {
  const temporary = join(directory, `.${FILE}.${randomUUID()}`)
  const file = await open(temporary, 'wx', 0o600)
  try {
    await file.writeFile(`${randomBytes(BYTES).toString('base64url')}\n`)
    await file.sync()
    await link(temporary, path)
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') throw thrown
  } finally {
    await file.close()
    await rm(temporary, { force: true })
  }
}

const readToken = async (path: string): Promise<string | undefined> => {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined
    throw thrown
  }
}

/**
 * The bearer token kept in `<dataDir>/portal-token` (mode 0600), made at the first start. Processes that start at the
 * same time get the same one.
 * @throws Failure CONFIG_INVALID when the file is there and empty
 */
export const keptToken = async (dataDir: string): Promise<string> => {
  const path = join(dataDir, FILE)
  await mkdir(dataDir, { recursive: true })
  let token = await readToken(path)
  if (token === undefined) {
    await makeToken(dataDir, path)
    token = await readToken(path)
  }
  if (token === undefined || token === '')
    throw new Failure('CONFIG_INVALID', `The token file ${path} is empty: remove it`)
  return token
}
