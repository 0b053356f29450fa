import { bringForward } from './bring-forward.ts'
import { ensureBranch, foundBranches, removeBranch } from './branches.ts'
import { ensureCheckout, foundCheckouts, removeCheckout } from './checkouts.ts'
import { cloneLocally } from './clone-local.ts'
import type { Claim, Thing } from '../effect.ts'
import { Failure } from '#contract'
import { fetchIntoCheckout } from './fetch.ts'
import { checkedBranch, existingRepository } from './names.ts'
import type { CheckoutRequest, Forge } from './port.ts'
import { pushCheckout } from './push.ts'
import { readHeads } from './refs.ts'
import type { RemoteBranch } from './remote-branch.ts'
import { ensureRepository, foundRepository, removeRepository, repositoryNames } from './repositories.ts'

interface LocalForgeOptions {
  /** Absolute path of the data root, which exists. Repositories are `forge/<owner>/<name>.git` below it. */
  readonly dataDir: string
}

/** A forge on this machine: bare repositories, served through the file system, worked on through the git command line. */
export function createLocalForge({ dataDir }: LocalForgeOptions): Forge {
  const remove = ({ kind, name }: Thing, claim: Claim, signal: AbortSignal): Promise<void> => {
    switch (kind) {
      case 'repository':
        return removeRepository(dataDir, name, claim, signal)
      case 'branch':
        return removeBranch(dataDir, name, claim, signal)
      case 'checkout':
        return removeCheckout(dataDir, name, claim, signal)
      default:
        throw new Failure('INTERNAL', `The forge makes no ${kind}`, { class: 'permanent' })
    }
  }

  return {
    kinds: ['repository', 'branch', 'checkout'],

    ensureRepository: (request, tag, signal) =>
      orForgeFailure(signal, () => ensureRepository(dataDir, request, tag, signal)),
    ensureBranch: (request, tag, signal) => orForgeFailure(signal, () => ensureBranch(dataDir, request, tag, signal)),
    ensureCheckout: (request, tag, signal) =>
      orForgeFailure(signal, () => {
        const clone = (directory: string): Promise<void> => cloneLocally(dataDir, request, directory, signal)
        return ensureCheckout(dataDir, request, clone, tag, signal)
      }),
    push: (request, signal) =>
      orForgeFailure(signal, async () =>
        pushCheckout(dataDir, request.directory, await remoteBranch(dataDir, request, signal), signal),
      ),
    fetch: (request, signal) =>
      orForgeFailure(signal, async () =>
        fetchIntoCheckout(dataDir, request.directory, await remoteBranch(dataDir, request, signal), signal),
      ),
    bringForward: (request, signal) => orForgeFailure(signal, () => bringForward(dataDir, request, signal)),

    remove: (thing, claim, signal) => orForgeFailure(signal, () => remove(thing, claim, signal)),

    list: (signal) =>
      orForgeFailure(signal, async () => {
        const names = await repositoryNames(dataDir)
        signal.throwIfAborted()
        const found = names.map((name) => Promise.all([foundRepository(dataDir, name), foundBranches(dataDir, name)]))
        return [...(await Promise.all(found)).flat(2), ...(await foundCheckouts(dataDir))]
      }),
  }
}

async function remoteBranch(dataDir: string, request: CheckoutRequest, signal: AbortSignal): Promise<RemoteBranch> {
  const url = await existingRepository(dataDir, request.repository)
  const branch = checkedBranch(request.branch)
  const head = async (): Promise<string | undefined> => (await readHeads(url, signal, [branch]))[0]?.commit
  return { url, remote: 'file', branch, head }
}

/** What the file system refuses (a full disk, no permission) is a failure of the forge. */
async function orForgeFailure<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  try {
    return await work()
  } catch (thrown) {
    signal.throwIfAborted()
    if (thrown instanceof Failure) throw thrown
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    throw new Failure('FORGE_FAILED', message, { cause: thrown })
  }
}
