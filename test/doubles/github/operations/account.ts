import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { created, ok, refusals } from '../answers.ts'
import { limitedAs } from '../authenticate.ts'
import { bodyOf } from '../body.ts'
import type { Context, Operation } from '../context.ts'
import type { App, Installation, Permissions } from '../world.ts'

const LEVELS = ['none', 'read', 'write']

const appOf = ({ principal }: Context): App => {
  if (principal.kind !== 'app') throw refusals.unauthorized('A JSON web token could not be decoded')
  return principal.app
}

const user: Operation = ({ principal, represent }) => {
  switch (principal.kind) {
    case 'classic':
    case 'fine-grained':
      return ok(represent.privateUser(principal.user))
    case 'installation':
      throw refusals.forbidden('Resource not accessible by integration')
    case 'app':
      throw refusals.unauthorized()
  }
}

const rateLimit: Operation = ({ principal, limits }) => {
  const rate = limits.standing(limitedAs(principal))
  return ok({ resources: { core: rate, search: { ...rate, limit: 30, remaining: 30, used: 0 } }, rate })
}

const installationOf: Operation = (context) => {
  const app = appOf(context)
  const repository = context.world.repository(context.param('owner'), context.param('repo'))
  const installation = context.world.installations.find(
    (each) =>
      each.app === app &&
      each.account === repository?.owner &&
      (each.repositories === 'all' || each.repositories.has(repository.id)),
  )
  if (installation === undefined) throw refusals.notFound()
  return ok(context.represent.installation(installation))
}

const TokenRequest = z
  .strictObject({
    repositories: z.array(z.string()).optional(),
    repository_ids: z.array(z.number()).optional(),
    permissions: z.record(z.string(), z.enum(['read', 'write'])).optional(),
  })
  .default({})

/** What a token may do: what was asked for, which the installation must have. @throws Refusal 422 */
function granted(
  installation: Installation,
  asked: Readonly<Record<string, 'read' | 'write'>> | undefined,
): Permissions {
  if (asked === undefined) return installation.permissions
  const had: Readonly<Record<string, string | undefined>> = { metadata: 'read', ...installation.permissions }
  const beyond = Object.entries(asked).some(
    ([permission, level]) => LEVELS.indexOf(level) > LEVELS.indexOf(had[permission] ?? 'none'),
  )
  if (beyond) throw refusals.invalid('The permissions requested are not granted to this installation.')
  return asked
}

/** Which of its repositories a token is for. @throws Refusal 422 */
function chosen({ world }: Context, installation: Installation, names: readonly string[], ids: readonly number[]) {
  if (names.length + ids.length === 0) return installation.repositories
  const found = [
    ...names.map((name) => world.repository(installation.account.login, name)?.id),
    ...ids.map((id) => world.repositories.find((each) => each.id === id && each.owner === installation.account)?.id),
  ].filter((id) => id !== undefined && (installation.repositories === 'all' || installation.repositories.has(id)))
  if (found.length < names.length + ids.length) {
    throw refusals.invalid(
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    )
  }
  return new Set(found.filter((id) => id !== undefined))
}

const accessToken: Operation = (context) => {
  const app = appOf(context)
  const { world, behaviour } = context
  const installation = world.installations.find(
    (each) => `${each.id}` === context.param('installation_id') && each.app === app,
  )
  if (installation === undefined) throw refusals.notFound()
  const { permissions: asked, repositories = [], repository_ids: ids = [] } = bodyOf(context, TokenRequest)
  const permissions = granted(installation, asked)
  const token = `ghs_${randomBytes(18).toString('hex')}`
  const expiresAt = Date.now() + behaviour.tokenLifetimeMs
  world.tokens.set(token, {
    principal: {
      kind: 'installation',
      installation,
      permissions,
      repositories: chosen(context, installation, repositories, ids),
    },
    expiresAt,
  })
  return created({
    token,
    expires_at: new Date(expiresAt).toISOString(),
    permissions: { metadata: 'read', ...permissions },
    repository_selection: installation.repositories === 'all' ? 'all' : 'selected',
  })
}

export const account: Readonly<Record<string, Operation>> = {
  'users/get-authenticated': user,
  'rate-limit/get': rateLimit,
  'apps/get-repo-installation': installationOf,
  'apps/create-installation-access-token': accessToken,
}
