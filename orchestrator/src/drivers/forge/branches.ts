import { Failure } from '#contract'
import { covers } from '../tag-file.ts'
import type { Claim, Found, Tag } from '../effect.ts'
import type { BranchTag } from './branch-tags.ts'
import {
  claimBranch,
  clearTemporaries,
  listBranchTags,
  readBranchTag,
  removeBranchTag,
  replaceBranchTag,
} from './branch-tags.ts'
import { checkedBranch, existingRepository, parseBranchThing, repositoryPath } from './names.ts'
import type { BranchRequest } from './port.ts'
import { clearLock, createHead, deleteHead, isBlocked, readHeads } from './refs.ts'

/** Whose a branch is, from its tag and where its head is: both may be absent, and either may be what a killed run left. */
export type Standing =
  | { readonly is: 'absent' }
  | { readonly is: 'announced'; readonly tag: BranchTag }
  | { readonly is: 'whole'; readonly tag: BranchTag; readonly commit: string }
  | { readonly is: 'foreign' }

/** A head elsewhere than where a tag that still says `making` announced it was made by somebody else. */
export function standingOf(tag: BranchTag | undefined, head: string | undefined): Standing {
  if (head === undefined) return tag === undefined ? { is: 'absent' } : { is: 'announced', tag }
  if (tag === undefined || (tag.state === 'making' && tag.commit !== head)) return { is: 'foreign' }
  return { is: 'whole', tag, commit: head }
}

/** Rounds of looking and acting; each that is not the last one has met a change by another process. */
const ROUNDS = 5

/** Makes a branch at the head of its source. The tag is announced first, then the branch made, then the tag confirmed. */
export async function ensureBranch(
  dataDir: string,
  request: BranchRequest,
  tag: Tag,
  signal: AbortSignal,
): Promise<{ commit: string }> {
  const repository = await existingRepository(dataDir, request.repository)
  const branch = checkedBranch(request.branch)
  const source = checkedBranch(request.source)
  for (let round = 1; round <= ROUNDS; round++) {
    // In this order: a branch that appears in between is seen without its head, and looked at again.
    const heads = await readHeads(repository, signal, [branch, source])
    const known = await readBranchTag(repository, branch)
    const commitOf = (name: string): string | undefined => heads.find((head) => head.branch === name)?.commit
    const standing = standingOf(known, commitOf(branch))
    if (standing.is === 'foreign' || (known !== undefined && known.owner !== tag.owner)) {
      await withdraw(repository, branch, tag)
      throw taken(request, known)
    }
    if (standing.is === 'whole') {
      await confirm(repository, branch, standing.tag)
      return { commit: standing.commit }
    }
    const announced = announcementOf(standing, tag, commitOf(source))
    if (announced === undefined) {
      throw new Failure('SOURCE_BRANCH_NOT_FOUND', `Repository "${request.repository}" has no branch "${source}"`)
    }
    if (!(await announce(repository, branch, standing, announced))) continue
    if (await createUnlessThere(repository, request, announced, signal)) {
      await confirm(repository, branch, announced)
      return { commit: announced.commit }
    }
  }
  throw new Failure('FORGE_FAILED', `Branch "${branch}" of "${request.repository}" kept changing while it was made`)
}

/** Deletes a branch, wherever its head is by now. One that was only announced and then made by somebody else stays. */
export async function removeBranch(dataDir: string, name: string, claim: Claim, signal: AbortSignal): Promise<void> {
  const thing = parseBranchThing(name)
  const repository = await repositoryPath(dataDir, thing.repository)
  const branch = checkedBranch(thing.branch)
  await clearTemporaries(repository, branch, claim)
  const tag = await readBranchTag(repository, branch)
  if (tag === undefined || !covers(claim, tag)) return
  const [head] = await readHeads(repository, signal, [branch])
  const standing = standingOf(tag, head?.commit)
  if (standing.is === 'whole')
    await deleteHead(repository, branch, tag.state === 'making' ? tag.commit : undefined, signal)
  if (standing.is === 'announced') await clearLock(repository, branch)
  await removeBranchTag(repository, branch)
}

/** The tagged branches of a repository. */
export async function foundBranches(dataDir: string, name: string): Promise<Found[]> {
  const tags = await listBranchTags(await repositoryPath(dataDir, name))
  return tags.map(({ branch, owner, task }) => ({ kind: 'branch', name: `${name}@${branch}`, owner, task }))
}

const taken = ({ repository, branch }: BranchRequest, tag: Tag | undefined): Failure =>
  new Failure(
    'NAME_TAKEN',
    `Branch "${branch}" of "${repository}" belongs to ${tag?.owner ?? 'nobody known to Slipway'}`,
  )

/** What to announce: an announcement that stands is carried out, at the commit it names, so that two runs agree. */
function announcementOf(standing: Standing, { owner, task }: Tag, source: string | undefined): BranchTag | undefined {
  if (standing.is === 'announced' && standing.tag.state === 'making') return standing.tag
  if (source === undefined) return undefined
  return { ...(standing.is === 'announced' ? standing.tag : { owner, task }), state: 'making', commit: source }
}

/** @returns false when another process has announced the branch meanwhile */
async function announce(
  repository: string,
  branch: string,
  standing: Standing,
  announced: BranchTag,
): Promise<boolean> {
  if (standing.is === 'absent') return claimBranch(repository, branch, announced)
  await replaceBranchTag(repository, branch, announced)
  return true
}

async function confirm(repository: string, branch: string, tag: BranchTag): Promise<void> {
  if (tag.state === 'making') await replaceBranchTag(repository, branch, { ...tag, state: 'made' })
}

/** Takes back an announcement of this owner. What was announced is not there: somebody else's branch is. */
async function withdraw(repository: string, branch: string, { owner }: Tag): Promise<void> {
  const tag = await readBranchTag(repository, branch)
  if (tag?.owner === owner && tag.state === 'making') await removeBranchTag(repository, branch)
}

/** @returns false when the branch was there already */
async function createUnlessThere(
  repository: string,
  request: BranchRequest,
  announced: BranchTag,
  signal: AbortSignal,
): Promise<boolean> {
  const { branch } = request
  try {
    await createHead(repository, branch, announced.commit, signal)
    return true
  } catch (thrown) {
    signal.throwIfAborted()
    // git's exit code is the same for every reason, so the branches tell which one it was.
    const heads = await readHeads(repository, signal)
    if (heads.some((head) => head.branch === branch)) return false
    if (!isBlocked(branch, heads)) throw thrown
    await withdraw(repository, branch, announced)
    throw taken(request, undefined)
  }
}
