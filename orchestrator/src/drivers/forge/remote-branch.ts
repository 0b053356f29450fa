import { Failure } from '#contract'
import type { Remote } from './git.ts'

/** A branch on the forge, as a checkout reaches it. */
export interface RemoteBranch {
  readonly url: string
  readonly branch: string
  readonly remote: Remote | 'file'
  /** Milliseconds that git may speak to the forge. */
  readonly timeoutMs?: number
  /** Commit of the branch as the forge has it by now; undefined where there is none. */
  readonly head: () => Promise<string | undefined>
}

/** What git is given besides so that it reaches the branch, and nothing else. */
export const accessOf = ({ remote, timeoutMs }: RemoteBranch): Pick<RemoteBranch, 'remote' | 'timeoutMs'> => ({
  remote,
  ...(timeoutMs === undefined ? {} : { timeoutMs }),
})

export const noSuchBranch = (branch: string, cause: unknown): Failure =>
  new Failure('RESOURCE_NOT_FOUND', `There is no branch "${branch}" to check out`, { cause })
