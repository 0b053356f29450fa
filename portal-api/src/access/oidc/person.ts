import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { Id, Slug, slugNode, SLUG_INDEX } from '#contract'
import type { OidcSettings } from '../../config/access.ts'
import { onRedis } from '../../redis.ts'
import { Role, type Principal, type TeamRole } from '../principal.ts'
import type { GrantedScope } from '../scope.ts'

/** Somebody whom the issuer knows, with what their groups make of them. */
export const Person = z.object({
  id: Id,
  name: z.string(),
  admin: z.boolean(),
  roles: z.array(z.object({ team_slug: Slug, role: Role })),
})
export type Person = z.infer<typeof Person>

const Claims = z.looseObject({
  sub: z.string().min(1).max(255),
  name: z.string().optional(),
  preferred_username: z.string().optional(),
  email: z.string().optional(),
})
const Groups = z.union([z.array(z.string()), z.string().transform((group) => [group])]).catch([])

const SHORT = /^[A-Za-z0-9_-]{1,120}$/
const MOST_NAME = 200

/** A subject as the id of a user: as it is, or where it can't be one, what is always the same for it. */
const idOf = (sub: string): string =>
  `user-${SHORT.test(sub) ? sub : createHash('sha256').update(sub).digest('hex').slice(0, 32)}`

const roleOf = (group: string): Person['roles'] => {
  const [slug, role, ...more] = group.split('/')
  const parsed = z.object({ team_slug: Slug, role: Role }).safeParse({ team_slug: slug, role })
  return parsed.success && more.length === 0 ? [parsed.data] : []
}

/** Who a token is about. Groups that are no role in a team, `<prefix><team>/<role>`, nor `<prefix>admin` say nothing. */
export const personOf = (claims: unknown, { groupsClaim, groupPrefix }: OidcSettings): Person => {
  const known = Claims.parse(claims)
  const ours = Groups.parse(known[groupsClaim]).flatMap((group) =>
    group.startsWith(groupPrefix) ? [group.slice(groupPrefix.length)] : [],
  )
  const name = known.name ?? known.preferred_username ?? known.email ?? known.sub
  return {
    id: idOf(known.sub),
    name: name.slice(0, MOST_NAME),
    admin: ours.includes('admin'),
    roles: ours.flatMap(roleOf),
  }
}

const MEMBER: readonly GrantedScope[] = ['teams:read', 'workspaces:*', 'tasks:*']
const LEADER: readonly GrantedScope[] = ['teams:*', 'workspaces:*', 'tasks:*', 'secrets:read']
const RANKS = Role.options

/** The scopes that one needs for their roles. What is done in which team, the role there decides. */
const scopesOf = ({ admin, roles }: Person): readonly GrantedScope[] => {
  if (admin) return ['admin']
  if (roles.some(({ role }) => role !== 'member')) return LEADER
  return roles.length > 0 ? MEMBER : []
}

/** The highest role where several groups give one. */
const highest = (roles: readonly TeamRole[]): TeamRole[] =>
  [...Map.groupBy(roles, ({ team_id }) => team_id)].flatMap(([, of]) =>
    of.toSorted((a, b) => RANKS.indexOf(a.role) - RANKS.indexOf(b.role)).slice(0, 1),
  )

/** What somebody may do now. Groups name teams by slug: those that don't stand give nothing yet. */
export const principalOfPerson = async (redis: Redis, person: Person): Promise<Principal> => {
  const { id, name, admin, roles } = person
  const base = { id, name, kind: 'user', scopes: scopesOf(person) } as const
  if (admin) return { ...base, teams: 'all' }
  if (roles.length === 0) return { ...base, teams: [] }
  const ids = await onRedis(() => redis.hmget(SLUG_INDEX, ...roles.map((role) => slugNode('team', role.team_slug))))
  const teams = roles.flatMap(({ role }, index) => {
    const team_id = ids[index]
    return typeof team_id === 'string' ? [{ team_id, role }] : []
  })
  return { ...base, teams: highest(teams) }
}
