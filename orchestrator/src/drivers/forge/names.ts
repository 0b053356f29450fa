import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { BranchName, Failure, RepositoryName } from '#contract'
import { dataPath } from '../data-path.ts'
import { unlessAbsent } from '../errno.ts'

/** Absolute path of the bare repository "owner/name", which need not exist. @throws Failure INVALID_PAYLOAD */
export const repositoryPath = (dataDir: string, name: string): Promise<string> =>
  dataPath(dataDir, `forge/${checkedRepository(name)}.git`)

/** As repositoryPath, for one that must exist. @throws Failure RESOURCE_NOT_FOUND */
export async function existingRepository(dataDir: string, name: string): Promise<string> {
  const path = await repositoryPath(dataDir, name)
  if (await isRepository(path)) return path
  throw new Failure('RESOURCE_NOT_FOUND', `There is no repository "${name}" on the forge`)
}

/** Whether a repository stands there: they appear whole, so one file of it is proof enough. */
export const isRepository = async (path: string): Promise<boolean> =>
  (await unlessAbsent(stat(join(path, 'HEAD')))) !== undefined

/** The name itself, if it is "owner/name". @throws Failure INVALID_PAYLOAD */
export const checkedRepository = (name: string): string => checked(RepositoryName, name)

/** The name itself, if git and the file system take it for nothing but a branch. @throws Failure INVALID_PAYLOAD */
export const checkedBranch = (branch: string): string => checked(BranchName, branch)

/** The text itself, if it is the full name of a commit. @throws Failure INVALID_PAYLOAD */
export const checkedCommit = (commit: string): string => checked(CommitName, commit)

const CommitName = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'is not the full name of a commit')

/** The parts of a branch's effect name, "owner/name@branch". No repository name holds an "@". */
export function parseBranchThing(name: string): { repository: string; branch: string } {
  const at = name.indexOf('@')
  return { repository: name.slice(0, at), branch: name.slice(at + 1) }
}

function checked(schema: z.ZodType<string>, name: string): string {
  const parsed = schema.safeParse(name)
  if (parsed.success) return parsed.data
  const reasons = parsed.error.issues.map(({ message }) => message).join(', ')
  throw new Failure('INVALID_PAYLOAD', `"${name}" ${reasons}`)
}
