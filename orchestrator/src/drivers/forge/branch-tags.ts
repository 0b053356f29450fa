import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Claim, Tag } from '../effect.ts'
import { isErrno, unlessAbsent } from '../errno.ts'
import { beside, clearLeftovers, clearStale } from '../staging.ts'
import { parseTag } from '../tag-file.ts'

/**
 * What is known of a branch that Slipway makes. It is written before the branch, as `making` with the commit the
 * branch shall start from: whoever finds it later can tell a branch that was made from one that came from elsewhere.
 */
const BranchTag = z.object({
  owner: z.string(),
  task: z.string(),
  state: z.enum(['making', 'made']),
  commit: z.string(),
})
export type BranchTag = z.infer<typeof BranchTag>

const folderOf = (repository: string): string => join(repository, 'slipway-branches')
/** "," is in no branch name, so the file name stands for one branch only. */
const fileOf = (repository: string, branch: string): string =>
  join(folderOf(repository), `${branch.replaceAll('/', ',')}.json`)
const branchOfFile = (name: string): string => name.slice(0, -'.json'.length).replaceAll(',', '/')

export const readBranchTag = (repository: string, branch: string): Promise<BranchTag | undefined> =>
  readTagFile(fileOf(repository, branch))

async function readTagFile(file: string): Promise<BranchTag | undefined> {
  const text = await unlessAbsent(readFile(file, 'utf8'))
  return text === undefined ? undefined : parseTag(BranchTag, text)
}

/** Clears away what writing a tag of this branch has left behind when it was killed; another owner's is left alone. */
export const clearTemporaries = (repository: string, branch: string, claim: Claim): Promise<void> =>
  clearLeftovers(fileOf(repository, branch), claim, readTagFile)

/** Writes the tag of a branch that has none. @returns false when it has one by now */
export async function claimBranch(repository: string, branch: string, tag: BranchTag): Promise<boolean> {
  const temporary = await writeTemporary(repository, branch, tag)
  try {
    await link(temporary, fileOf(repository, branch))
    return true
  } catch (thrown) {
    if (isErrno(thrown, 'EEXIST')) return false
    throw thrown
  } finally {
    await rm(temporary, { force: true })
  }
}

export async function replaceBranchTag(repository: string, branch: string, tag: BranchTag): Promise<void> {
  await rename(await writeTemporary(repository, branch, tag), fileOf(repository, branch))
}

export const removeBranchTag = (repository: string, branch: string): Promise<void> =>
  rm(fileOf(repository, branch), { force: true })

/** The tags of all branches of a repository, with the names of the branches. */
export async function listBranchTags(repository: string): Promise<(Tag & { branch: string })[]> {
  await clearStale(folderOf(repository))
  const names = (await unlessAbsent(readdir(folderOf(repository)))) ?? []
  const tags = names.map(async (name) => {
    if (name.startsWith('.')) return []
    const branch = branchOfFile(name)
    const tag = await readBranchTag(repository, branch)
    return tag === undefined ? [] : [{ branch, owner: tag.owner, task: tag.task }]
  })
  return (await Promise.all(tags)).flat()
}

async function writeTemporary(repository: string, branch: string, tag: BranchTag): Promise<string> {
  await mkdir(folderOf(repository), { recursive: true })
  const temporary = beside(fileOf(repository, branch), 'making')
  await writeFile(temporary, `${JSON.stringify(tag)}\n`)
  return temporary
}
