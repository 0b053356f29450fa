import type { EffectDriver, Tag } from '../effect.ts'

/**
 * A git forge. Makes `repository` ("owner/name"), `branch` ("owner/name@branch") and `checkout` (path relative to the data root).
 * Every `ensure` is idempotent: what stands with the same owner is adopted as it is (its tag is kept),
 * what stands with another owner or none is refused with NAME_TAKEN and left alone.
 * Every verb also throws FORGE_FAILED, and where the forge is a service FORGE_UNAUTHORIZED, FORGE_FORBIDDEN and
 * FORGE_THROTTLED.
 */
export interface Forge extends EffectDriver {
  /**
   * A repository made from a template. Answers when its default branch can be read.
   * @throws Failure TEMPLATE_REPO_NOT_FOUND, FORGE_OWNER_NOT_FOUND, NAME_TAKEN
   */
  ensureRepository(request: RepositoryRequest, tag: Tag, signal: AbortSignal): Promise<Repository>
  /**
   * A branch made at the head of `source`.
   * @throws Failure SOURCE_BRANCH_NOT_FOUND, RESOURCE_NOT_FOUND (no such repository), NAME_TAKEN
   */
  ensureBranch(request: BranchRequest, tag: Tag, signal: AbortSignal): Promise<{ commit: string }>
  /**
   * A clone of a branch in a directory below the data root. An interrupted one is made anew; a whole one of the same owner is kept.
   * @throws Failure NAME_TAKEN, RESOURCE_NOT_FOUND (no such repository or branch)
   */
  ensureCheckout(request: CheckoutRequest, tag: Tag, signal: AbortSignal): Promise<{ commit: string }>
  /**
   * Pushes the commit that a checkout is at to a branch, which is made if it is absent. What was pushed already counts as
   * pushed. Nothing on the forge is overwritten.
   * @throws Failure BRANCH_DIVERGED (the branch has commits that the checkout lacks), RESOURCE_NOT_FOUND (no such repository
   *   or checkout), FORGE_FAILED (permanent where the forge refuses what is pushed)
   */
  push(request: CheckoutRequest, signal: AbortSignal): Promise<{ commit: string }>
  /**
   * Fetches a branch into a checkout, and tells how the two stand to each other. The checkout's own branch and files are left
   * as they are.
   * @throws Failure RESOURCE_NOT_FOUND (no such repository, branch or checkout)
   */
  fetch(request: CheckoutRequest, signal: AbortSignal): Promise<Standing>
  /**
   * Brings a checkout forward to a commit that it has fetched (or that is in its objects), where that loses nothing: not over
   * commits that the forge lacks, nor over files that were changed or that git does not know.
   * @returns why it was left as it is; undefined when it is at that commit
   * @throws Failure RESOURCE_NOT_FOUND (no such checkout)
   */
  bringForward(request: CheckoutRequest & { readonly commit: string }, signal: AbortSignal): Promise<string | undefined>
}

/** A checkout against its branch on the forge. */
export interface Standing {
  /** Commit of the branch on the forge. */
  readonly remote: string
  /** Commit that the checkout is at. */
  readonly local: string
  readonly state: 'same' | 'behind' | 'ahead' | 'diverged'
  /** Whether files in the checkout differ from its commit. */
  readonly dirty: boolean
}

export interface RepositoryRequest {
  /** "owner/name" of what is to be made. */
  readonly repository: string
  /** "owner/name" of the template. */
  readonly template: string
  readonly private: boolean
}

export interface Repository {
  /** Address that git clones from. Holds no secret. */
  readonly url: string
  readonly default_branch: string
}

export interface BranchRequest {
  readonly repository: string
  readonly branch: string
  /** Branch whose head the new one starts from. */
  readonly source: string
}

export interface CheckoutRequest {
  readonly repository: string
  readonly branch: string
  /** Path of the checkout relative to the data root; its parent exists. */
  readonly directory: string
}
