import { Failure } from '#contract'
import { NO_BREAKER, type Breaker } from '../../breaker.ts'
import type { Limiter } from '../../coordination.ts'
import type { Claim, Thing } from '../../effect.ts'
import type { Preflight } from '../../preflight.ts'
import type { GithubAuth } from '../../settings.ts'
import { bringForward } from '../bring-forward.ts'
import { ensureCheckout, foundCheckouts, removeCheckout } from '../checkouts.ts'
import { fetchIntoCheckout } from '../fetch.ts'
import { checkedBranch } from '../names.ts'
import type { CheckoutRequest, Forge } from '../port.ts'
import { pushCheckout } from '../push.ts'
import type { RemoteBranch } from '../remote-branch.ts'
import { createApi } from './api.ts'
import { ensureBranch, removeBranch } from './branches.ts'
import { check } from './check.ts'
import type { Context } from './context.ts'
import { accessTo, cloneBranch } from './git-access.ts'
import { createListing } from './listing.ts'
import { readHead } from './read-refs.ts'
import { ensureRepository, removeRepository } from './repositories.ts'

export interface GithubForgeOptions {
  /** Of the REST API, without a slash at its end. */
  readonly apiUrl: string
  readonly auth: GithubAuth
  /** Who owns the repositories that are made. */
  readonly organisation: string
  /** Id of this installation of Slipway. */
  readonly instance: string
  /** Absolute path of the data root, which exists. */
  readonly dataDir: string
  readonly limiter: Limiter
  /** Stands before each request of the API. @default none does */
  readonly breaker?: Breaker
  /** Milliseconds in which a request must be answered. @default 20_000 */
  readonly timeoutMs?: number
  /** Milliseconds of waiting where GitHub throttles and does not say for how long. @default 60_000 */
  readonly silenceMs?: number
  /** Milliseconds in which the content of a generated repository must be there. @default 60_000 */
  readonly contentTimeoutMs?: number
  /** Milliseconds that one git command may take. @default 110_000 */
  readonly gitTimeoutMs?: number
}

/** GitHub, or GitHub Enterprise: through its REST API, and through git for what is in a checkout. */
export function createGithubForge(options: GithubForgeOptions): Forge & Preflight {
  const { apiUrl, auth, organisation, instance, dataDir, limiter, timeoutMs, silenceMs } = options
  const { contentTimeoutMs = 60_000, gitTimeoutMs = 110_000, breaker = NO_BREAKER } = options
  const limits = {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(silenceMs === undefined ? {} : { silenceMs }),
  }
  const api = createApi({ apiUrl, auth, breaker, ...limits })
  const context: Context = { api, limiter, instance, organisation, dataDir, contentTimeoutMs, gitTimeoutMs }
  const listRemote = createListing(context)

  const remove = ({ kind, name }: Thing, claim: Claim, signal: AbortSignal): Promise<void> => {
    switch (kind) {
      case 'repository':
        return removeRepository(context, name, claim, signal)
      case 'branch':
        return removeBranch(context, name, claim, signal)
      case 'checkout':
        return removeCheckout(dataDir, name, claim, signal)
      default:
        throw new Failure('INTERNAL', `The forge makes no ${kind}`, { class: 'permanent' })
    }
  }

  const remoteBranch = async (request: CheckoutRequest, signal: AbortSignal): Promise<RemoteBranch> => {
    const { repository } = request
    const branch = checkedBranch(request.branch)
    const access = await accessTo(context, apiUrl, repository, signal)
    const head = (): Promise<string | undefined> => readHead(context, repository, branch, signal)
    return { ...access, branch, head, timeoutMs: gitTimeoutMs }
  }

  return {
    kinds: ['repository', 'branch', 'checkout'],
    // A checkout stands on this machine: it is found, and removed, without GitHub.
    unavailable: (kind) => (kind === 'checkout' ? undefined : breaker.refusal()),
    ensureRepository: (request, tag, signal) => ensureRepository(context, request, tag, signal),
    ensureBranch: (request, tag, signal) => ensureBranch(context, request, tag, signal),
    ensureCheckout: (request, tag, signal) => {
      const clone = (directory: string): Promise<void> =>
        cloneBranch(context, apiUrl, { ...request, directory }, signal)
      return ensureCheckout(dataDir, request, clone, tag, signal)
    },
    push: async (request, signal) =>
      pushCheckout(dataDir, request.directory, await remoteBranch(request, signal), signal),
    fetch: async (request, signal) =>
      fetchIntoCheckout(dataDir, request.directory, await remoteBranch(request, signal), signal),
    bringForward: (request, signal) => bringForward(dataDir, request, signal),
    remove: async (thing, claim, signal) => {
      signal.throwIfAborted()
      await remove(thing, claim, signal)
    },
    async list(signal) {
      const [remote, checkouts] = await Promise.all([listRemote(signal), foundCheckouts(dataDir)])
      return [...remote, ...checkouts]
    },
    check: (signal) => check(context, auth, signal),
  }
}
