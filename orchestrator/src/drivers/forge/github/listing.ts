import { z } from 'zod'
import { Failure } from '#contract'
import type { Found } from '../../effect.ts'
import { createBranchListing, type Listed } from './branch-listing.ts'
import type { Context } from './context.ts'
import { listingOf } from './owner.ts'
import { bodyOf, refused } from './refusal.ts'
import { readAgain, type Remembered } from './remembered.ts'
import { tagIn } from './repository-marker.ts'

const PER_PAGE = 100

const Page = z.array(
  z
    .object({ name: z.string(), description: z.string().nullable(), pushed_at: z.string().nullish() })
    .transform(({ name, description, pushed_at }) => ({ name, description, pushedAt: pushed_at ?? '' })),
)
type Page = z.output<typeof Page>

/** Lists the repositories and branches of this installation. It is asked every few seconds, and leans on what it saw before. */
export function createListing(context: Context): (signal: AbortSignal) => Promise<Found[]> {
  const listBranches = createBranchListing(context)
  let source: Awaited<ReturnType<typeof listingOf>> | undefined
  let seen: readonly Remembered<Page>[] = []

  const readPages = async (signal: AbortSignal): Promise<Remembered<Page>[]> => {
    source ??= await listingOf(context, context.organisation, signal)
    const pages: Remembered<Page>[] = []
    for (;;) {
      // Oldest first: what is made or changed moves nothing on the pages before its own.
      const order = { sort: 'created', direction: 'asc', per_page: PER_PAGE, page: pages.length + 1 }
      const call = { route: source.route, parameters: { ...source.parameters, ...order } }
      const page = await readAgain(context.api, call, (reply) => pageIn(context, reply), seen[pages.length], signal)
      pages.push(page)
      if (page.value.length < PER_PAGE) return pages
    }
  }

  return async (signal) => {
    const pages = await readPages(signal)
    seen = pages
    const repositories = pages.flatMap(({ value }) => value).flatMap((each) => ours(context, each))
    const branches = await listBranches(repositories, signal)
    const found = repositories.map(({ name, owner, task }) => ({ kind: 'repository', name, owner, task }) as const)
    return [...found, ...branches]
  }
}

function pageIn({ organisation }: Context, reply: Parameters<typeof refused>[0]): Page {
  if (reply.status === 404) {
    const missing = `There is no organisation or user "${organisation}" that the token can see`
    throw new Failure('FORGE_OWNER_NOT_FOUND', missing)
  }
  const what = `show the repositories of "${organisation}"`
  if (reply.status !== 200) throw refused(reply, what, 'metadata: read')
  return bodyOf(Page, reply, `the request to ${what}`)
}

function ours({ instance, organisation }: Context, { name, description, pushedAt }: Page[number]): Listed[] {
  const tag = tagIn(instance, description)
  return tag === undefined ? [] : [{ name: `${organisation}/${name}`, pushedAt, ...tag }]
}
