import { setTimeout as after } from 'node:timers/promises'
import { Failure } from '#contract'
import type { Claim, Tag } from '../../effect.ts'
import { covers } from '../../tag-file.ts'
import { checkedBranch, checkedRepository, parseBranchThing } from '../names.ts'
import type { BranchRequest } from '../port.ts'
import { isBlocked } from '../refs.ts'
import { markerRef, type BranchMarker } from './branch-markers.ts'
import type { Context } from './context.ts'
import { readHead, readMarkers, readMatching } from './read-refs.ts'
import { createRef, deleteRef } from './write-refs.ts'

/** Makes a branch at the head of its source: first the marker at that commit, then, if nobody else has one, the branch. */
export async function ensureBranch(
  context: Context,
  request: BranchRequest,
  tag: Tag,
  signal: AbortSignal,
): Promise<{ commit: string }> {
  const repository = checkedRepository(request.repository)
  const branch = checkedBranch(request.branch)
  const source = checkedBranch(request.source)
  const thing = { repository, branch }
  const [seen, head] = await Promise.all([
    readMarkers(context, repository, branch, signal),
    readHead(context, repository, branch, signal),
  ])
  // The marker comes before the branch: one that was made between these two looks has its marker by now.
  const isNew = head !== undefined && seen?.length === 0
  const standing = isNew ? await readMarkers(context, repository, branch, signal) : seen
  if (standing === undefined) throw gone(repository)
  const mine = standing.filter(({ owner }) => owner === tag.owner)
  if (mine.length === 0 && (standing.length > 0 || head !== undefined)) throw taken(thing, standing[0])
  if (head !== undefined) {
    if (isFirst(tag, standing)) return { commit: head }
    await withdraw(context, repository, mine, signal)
    throw taken(thing, standing[0])
  }
  if (mine.length === 0) await announce(context, { repository, branch, source }, tag, signal)
  const announced = await settle(context, thing, tag, signal)
  const commit = await create(context, thing, announced, signal)
  if (commit !== undefined) return { commit }
  await withdraw(context, repository, announced, signal)
  throw taken(thing, undefined)
}

/**
 * Deletes what the claim covers of a branch's markers, and with the last marker the branch, wherever its head is by now:
 * while another task of ours has a marker, the branch is that one's.
 */
export async function removeBranch(context: Context, name: string, claim: Claim, signal: AbortSignal): Promise<void> {
  const thing = parseBranchThing(name)
  const repository = checkedRepository(thing.repository)
  const branch = checkedBranch(thing.branch)
  // With its repository a branch is gone as well.
  const refs = (await readMarkers(context, repository, branch, signal)) ?? []
  const covered = refs.filter((marker) => covers(claim, marker))
  if (covered.length === 0) return
  if (covered.length === refs.length && (await readHead(context, repository, branch, signal)) !== undefined) {
    await deleteRef(context, repository, `refs/heads/${branch}`, signal)
  }
  await withdraw(context, repository, covered, signal)
}

type Branch = Pick<BranchRequest, 'repository' | 'branch'>

const taken = ({ repository, branch }: Branch, tag: Tag | undefined): Failure =>
  new Failure(
    'NAME_TAKEN',
    `Branch "${branch}" of "${repository}" belongs to ${tag?.owner ?? 'nobody known to Slipway'}`,
  )

const gone = (repository: string): Failure =>
  new Failure('RESOURCE_NOT_FOUND', `There is no repository "${repository}" on GitHub that the token can see`)

/** Of owners who announced the same branch at the same time it is the first's by name: so all of them decide alike. */
const isFirst = ({ owner }: Tag, all: readonly Tag[]): boolean => all.every((other) => owner <= other.owner)

async function announce(
  context: Context,
  { repository, branch, source }: BranchRequest,
  tag: Tag,
  signal: AbortSignal,
): Promise<void> {
  const commit = await readHead(context, repository, source, signal)
  if (commit === undefined) {
    throw new Failure('SOURCE_BRANCH_NOT_FOUND', `Repository "${repository}" has no branch "${source}"`)
  }
  // Refused where it is there already: another run of this task has made it.
  await createRef(context, repository, markerRef(context.instance, branch, tag), commit, signal)
}

/** Looks at, and milliseconds between them, for somebody else who announced the branch at the same time to step back. */
const LOOKS = 25
const LOOK_EVERY_MS = 200

/**
 * Waits until nobody else announces the branch: of several who did at the same time one goes on, the others step back. One
 * that saw nobody else when it looked makes the branch, and then the branch is theirs.
 * @returns the markers of this owner
 */
async function settle(context: Context, branch: Branch, tag: Tag, signal: AbortSignal): Promise<BranchMarker[]> {
  const { repository } = branch
  const what = `branch "${branch.branch}" of "${repository}"`
  for (let look = 1; ; look++) {
    const markers = (await readMarkers(context, repository, branch.branch, signal)) ?? []
    const mine = markers.filter(({ owner }) => owner === tag.owner)
    const rival = markers.find(({ owner }) => owner !== tag.owner)
    if (mine.length === 0) throw new Failure('FORGE_FAILED', `What announced ${what} is gone`)
    if (rival === undefined) return mine
    if (!isFirst(tag, markers) || (await readHead(context, repository, branch.branch, signal)) !== undefined) {
      await withdraw(context, repository, mine, signal)
      throw taken(branch, rival)
    }
    if (look === LOOKS) {
      await withdraw(context, repository, mine, signal)
      throw new Failure('FORGE_FAILED', `The ${what} is being made for ${rival.owner}`)
    }
    await after(LOOK_EVERY_MS, undefined, { signal })
  }
}

/** @returns the commit of the branch; undefined where somebody who is not Slipway has one of that name, or in its way */
async function create(
  context: Context,
  { repository, branch }: Branch,
  announced: readonly BranchMarker[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const [first] = announced
  if (first === undefined) return undefined
  if (await createRef(context, repository, `refs/heads/${branch}`, first.commit, signal)) return first.commit
  const head = await readHead(context, repository, branch, signal)
  // There where it was announced: another run of ours was faster, or the answer to an earlier call was lost.
  if (head !== undefined) return announced.some(({ commit }) => commit === head) ? head : undefined
  const [folder = branch] = branch.split('/')
  const near = (await readMatching(context, repository, `heads/${folder}`, signal)) ?? []
  if (
    isBlocked(
      branch,
      near.map(({ ref }) => ({ branch: ref.slice('refs/heads/'.length) })),
    )
  )
    return undefined
  throw new Failure('FORGE_FAILED', `GitHub refused to make branch "${branch}" of "${repository}" at ${first.commit}`, {
    class: 'permanent',
  })
}

async function withdraw(
  context: Context,
  repository: string,
  markers: readonly BranchMarker[],
  signal: AbortSignal,
): Promise<void> {
  for (const { ref } of markers) await deleteRef(context, repository, ref, signal)
}
