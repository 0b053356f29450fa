import { z } from 'zod'
import { Failure } from '#contract'
import type { Tag } from '../../effect.ts'

/**
 * What is known of a branch that Slipway makes, as a ref of its own in a namespace that is neither branch nor tag:
 * `refs/slipway/<instance>/<branch>/<kind of owner>/<id of owner>/<task>`, at the commit the branch shall start from.
 * It is made before the branch.
 */
export interface BranchMarker extends Tag {
  readonly ref: string
  readonly branch: string
  readonly commit: string
}

/** Part of GitHub's answer to git/ref, git/matching-refs and git/refs. */
export const GitRef = z.object({ ref: z.string(), object: z.object({ sha: z.string() }) })

/** "," is in no branch name; so each branch is one folder, and no marker stands in another's way. */
const folderOf = (instance: string, branch: string): string => `slipway/${instance}/${branch.replaceAll('/', ',')}`

/** For git/matching-refs: what the markers of a branch begin with. Those of others may begin so too. */
export const markersOf = folderOf

/** The same for all branches of a repository. */
export const markersIn = (instance: string): string => `slipway/${instance}`

const PART = /^[0-9A-Za-z_-]+$/

/** Full name of the ref. @throws Failure INTERNAL for a tag that it can't hold */
export function markerRef(instance: string, branch: string, { owner, task }: Tag): string {
  const [kind = '', id = '', ...rest] = owner.split(':')
  if (rest.length === 0 && [kind, id, task].every((part) => PART.test(part))) {
    return `refs/${folderOf(instance, branch)}/${kind}/${id}/${task}`
  }
  throw new Failure('INTERNAL', `"${owner}" and "${task}" can't be in the name of a ref`, { class: 'permanent' })
}

/** What a ref says, if it is a marker of this installation. */
export function parseMarker(instance: string, { ref, object }: z.infer<typeof GitRef>): BranchMarker[] {
  const [refs, slipway, theirs, branch, kind, id, task, ...rest] = ref.split('/')
  if (refs !== 'refs' || slipway !== 'slipway' || theirs !== instance || rest.length > 0) return []
  if (branch === undefined || kind === undefined || id === undefined || task === undefined) return []
  return [{ ref, branch: branch.replaceAll(',', '/'), owner: `${kind}:${id}`, task, commit: object.sha }]
}
