import { access, constants, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '#contract'
import { diskFinding } from '../drivers/disk-finding.ts'
import { isErrno, unlessAbsent } from '../drivers/errno.ts'
import type { Check, Finding } from '../drivers/preflight.ts'

/** Files that hold a secret in plain. */
const SECRET_FILES = ['secret.key', 'portal-token']
const OF_OTHERS = 0o077

/** The data root is there and may be written, has room, and keeps its secrets to itself. */
export const dataRootCheck = (dataDir: string): Check => ({
  name: 'data root',
  async check() {
    const secrets = await Promise.all(SECRET_FILES.map((file) => secretFinding(join(dataDir, file))))
    return [await writable(dataDir), await diskFinding('disk of the data root', dataDir), ...secrets.flat()]
  },
})

async function writable(dataDir: string): Promise<Finding> {
  const name = 'data root'
  try {
    if (!(await stat(dataDir)).isDirectory()) throw new Failure('DATA_DIR_UNUSABLE', `${dataDir} is no folder`)
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
    return { state: 'ok', name, detail: `${dataDir} can be written` }
  } catch (thrown) {
    const why = isErrno(thrown, 'ENOENT') ? 'is not there' : `can't be used: ${Failure.from(thrown).message}`
    const failure =
      thrown instanceof Failure ? thrown : new Failure('DATA_DIR_UNUSABLE', `${dataDir} ${why}`, { cause: thrown })
    return { state: 'failed', name, failure }
  }
}

async function secretFinding(file: string): Promise<Finding[]> {
  const found = await unlessAbsent(stat(file))
  if (found === undefined) return []
  const mode = (found.mode & 0o777).toString(8).padStart(4, '0')
  if ((found.mode & OF_OTHERS) === 0) return [{ state: 'ok', name: file, detail: `mode ${mode}` }]
  const failure = new Failure('SECRET_EXPOSED', `${file} has mode ${mode}: others than its owner may read or change it`)
  return [{ state: 'failed', name: file, failure }]
}
