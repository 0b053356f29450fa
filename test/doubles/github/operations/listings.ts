import { covers, sees } from '../access.ts'
import { refusals } from '../answers.ts'
import type { Context, Operation } from '../context.ts'
import { paged } from '../pages.ts'
import type { Repository } from '../world.ts'

/** What of these the asker may see, a page of it, in the order that was asked for. */
function listed(context: Context, repositories: readonly Repository[]) {
  const { principal, request, represent } = context
  const { searchParams } = request.url
  const byName = searchParams.get('sort') === 'full_name'
  const visible = repositories.filter((each) => sees(principal, each))
  const sorted = byName ? visible.toSorted((one, other) => (one.name < other.name ? -1 : 1)) : visible.toReversed()
  const directed = searchParams.get('direction') === (byName ? 'desc' : 'asc') ? sorted.toReversed() : sorted
  return paged(request, directed.map(represent.repository))
}

const ofOrganisation: Operation = (context) => {
  const owner = context.world.account(context.param('org'))
  if (owner?.type !== 'Organization') throw refusals.notFound()
  return listed(
    context,
    context.world.repositories.filter((each) => each.owner === owner),
  )
}

const ofUser: Operation = (context) => {
  const { principal, world, request } = context
  if (principal.kind === 'app') throw refusals.unauthorized()
  if (principal.kind === 'installation') throw refusals.forbidden('Resource not accessible by integration')
  const { user } = principal
  const wanted = request.url.searchParams.get('affiliation') ?? 'owner,collaborator,organization_member'
  const affiliations = new Set(wanted.split(','))
  const affiliated = world.repositories.filter(
    ({ owner }) =>
      (affiliations.has('owner') && owner === user) ||
      (affiliations.has('organization_member') && owner.members.has(user.login)),
  )
  return listed(context, affiliated)
}

const ofInstallation: Operation = (context) => {
  const { principal, world } = context
  if (principal.kind !== 'installation')
    throw refusals.forbidden('You must authenticate with an installation access token')
  const given = world.repositories.filter((each) => covers(principal, each))
  const page = listed(context, given)
  return { ...page, body: { total_count: given.length, repositories: page.body } }
}

export const listings: Readonly<Record<string, Operation>> = {
  'repos/list-for-org': ofOrganisation,
  'repos/list-for-authenticated-user': ofUser,
  'apps/list-repos-accessible-to-installation': ofInstallation,
}
