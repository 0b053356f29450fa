import { z } from 'zod'
import type { Found, Tag } from '../../effect.ts'
import { GitRef, markersIn, parseMarker, type BranchMarker } from './branch-markers.ts'
import { placesOf, type Context } from './context.ts'
import type { Reply } from './http.ts'
import { bodyOf, refused } from './refusal.ts'
import { readAgain, type Remembered } from './remembered.ts'

/** Requests at a time, so that a sweep does not take what tasks need. */
const AT_ONCE = 8

/**
 * Repositories that are looked at again in one round though nothing was pushed to them, so that four sweeps a minute of any
 * number of repositories stay well below the 900 requests a minute that GitHub bears. The longest unseen go first.
 */
const LOOKED_AT_AGAIN = 50

/** A repository of this installation. */
export interface Listed extends Tag {
  /** "owner/name", the owner as it is configured: it is part of the names in the ledger. */
  readonly name: string
  /** Changes with what is pushed. GitHub does not say with what else, so it is a hint and no proof. */
  readonly pushedAt: string
}

interface Seen {
  readonly markers: Remembered<readonly BranchMarker[]>
  readonly pushedAt: string
  readonly round: number
}

/** Lists the branches of repositories by their markers, as of this round or, for most of very many, of one soon before. */
export function createBranchListing(
  context: Context,
): (repositories: readonly Listed[], signal: AbortSignal) => Promise<Found[]> {
  let known: ReadonlyMap<string, Seen> = new Map()
  let round = 0

  return async (repositories, signal) => {
    round += 1
    const now = new Map<string, Seen>()
    const isNew = ({ name, pushedAt }: Listed): boolean => known.get(name)?.pushedAt !== pushedAt
    const roundOf = ({ name }: Listed): number => known.get(name)?.round ?? 0
    const old = repositories.filter((each) => !isNew(each)).toSorted((one, other) => roundOf(one) - roundOf(other))
    const due = [...repositories.filter(isNew), ...old.slice(0, LOOKED_AT_AGAIN)]
    try {
      await eachOf(due, async ({ name, pushedAt }) => {
        const markers = await readMarkers(context, name, known.get(name)?.markers, signal)
        now.set(name, { markers, pushedAt, round })
      })
    } finally {
      // Also when it was stopped half-way: what was read need not be read again.
      for (const { name } of repositories) {
        const seen = now.get(name) ?? known.get(name)
        if (seen !== undefined) now.set(name, seen)
      }
      known = now
    }
    return repositories.flatMap(({ name }) =>
      (known.get(name)?.markers.value ?? []).map(({ branch, owner, task }) => ({
        ...({ kind: 'branch', owner, task } as const),
        name: `${name}@${branch}`,
      })),
    )
  }
}

function readMarkers(
  { api, instance }: Context,
  name: string,
  known: Remembered<readonly BranchMarker[]> | undefined,
  signal: AbortSignal,
): Promise<Remembered<readonly BranchMarker[]>> {
  const parameters = { ...placesOf(name), ref: markersIn(instance) }
  const read = (reply: Reply): readonly BranchMarker[] => {
    // Without content yet, or removed since it was listed.
    if (reply.status === 409 || reply.status === 404) return []
    const what = `show the refs of "${name}"`
    if (reply.status !== 200) throw refused(reply, what, 'contents: read')
    return bodyOf(z.array(GitRef), reply, `the request to ${what}`).flatMap((ref) => parseMarker(instance, ref))
  }
  const call = { route: 'GET /repos/{owner}/{repo}/git/matching-refs/{ref}', parameters }
  return readAgain(api, call, read, known, signal)
}

/** Does something with each, a few at a time. @throws what the first failure threw, when the others have come to rest */
async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values()
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item)
  }
  const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker))
  for (const done of workers) if (done.status === 'rejected') throw done.reason
}
