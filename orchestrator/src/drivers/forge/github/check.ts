import { z } from 'zod'
import { Failure } from '#contract'
import type { Finding } from '../../preflight.ts'
import type { GithubAuth } from '../../settings.ts'
import type { Context } from './context.ts'
import { ownerIsThere } from './owner.ts'
import { bodyOf, refused } from './refusal.ts'

/** What an App's installation, or a fine-grained token, must be allowed; `workflows` only for templates that have some. */
const PERMISSIONS = { administration: 'write', contents: 'write', metadata: 'read' } as const
/** Scopes of a classic token. */
const SCOPES = ['repo', 'delete_repo'] as const

const ok = (name: string, detail: string): Finding => ({ state: 'ok', name, detail })
const failed = (name: string, failure: Failure): Finding => ({ state: 'failed', name, failure })
const unknown = (name: string, detail: string): Finding => ({ state: 'unknown', name, detail })
const warning = (name: string, failure: Failure): Finding => ({ state: 'warning', name, failure })
const lacking = (message: string): Failure => new Failure('FORGE_FORBIDDEN', message)

/** Looks at whether the token is good, may do what Slipway does, and sees the owner of the repositories; and at its limits. */
export async function check(context: Context, auth: GithubAuth, signal: AbortSignal): Promise<Finding[]> {
  const account = await finding('GitHub account', signal, () =>
    auth.kind === 'app' ? checkInstallation(context, auth, signal) : checkToken(context, signal),
  )
  // A token that is good for nothing has nothing else to be looked at.
  const codes = account.map((each) => ('failure' in each ? each.failure.code : undefined))
  if (codes.some((code) => code !== undefined && code !== 'FORGE_FORBIDDEN')) return account
  const others = await Promise.all([
    finding('GitHub organisation', signal, () => checkOwner(context, signal)),
    finding('GitHub limits', signal, () => checkLimits(context, signal)),
  ])
  return [...account, ...others.flat()]
}

async function finding(name: string, signal: AbortSignal, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look()
  } catch (thrown) {
    signal.throwIfAborted()
    return [failed(name, Failure.from(thrown))]
  }
}

async function checkInstallation(
  { api }: Context,
  { appId, installationId }: Extract<GithubAuth, { kind: 'app' }>,
  signal: AbortSignal,
): Promise<Finding[]> {
  const { permissions = {}, selection } = await api.grant(signal)
  const missing = Object.entries(PERMISSIONS).filter(
    ([name, level]) => permissions[name] !== 'write' && permissions[name] !== level,
  )
  const app = `installation ${installationId} of GitHub App ${appId}`
  const account = ok('GitHub account', `${app}, with ${selection === 'all' ? 'all' : 'selected'} repositories`)
  return [
    account,
    ...missing.map(([name, level]) =>
      failed(`GitHub permission ${name}`, lacking(`The ${app} lacks ${name}: ${level}`)),
    ),
  ]
}

/** Hours before the end of a token from which on it is told of. */
const SOON_H = 7 * 24

async function checkToken(context: Context, signal: AbortSignal): Promise<Finding[]> {
  const reply = await context.api.send({ route: 'GET /user', parameters: {} }, signal)
  if (reply.status !== 200) throw refused(reply, 'show whose token it is', 'nothing but a valid token')
  const { login } = bodyOf(z.object({ login: z.string() }), reply, 'the request for the user')
  const scopes = reply.headers['x-oauth-scopes']?.split(',').map((scope) => scope.trim())
  if (scopes === undefined) {
    const needed = Object.entries(PERMISSIONS).map(([name, level]) => `${name}: ${level}`)
    const detail = `GitHub does not tell those of a fine-grained token; it needs ${needed.join(', ')}`
    return [ok('GitHub account', login), unknown('GitHub permissions', detail), ...endOf(reply.headers)]
  }
  const missing = SCOPES.filter((scope) => !scopes.includes(scope))
  return [
    ok('GitHub account', `${login}, with the scopes ${scopes.join(', ') || 'none'}`),
    ...missing.map((scope) =>
      failed(`GitHub scope ${scope}`, lacking(`The token of ${login} lacks the scope ${scope}`)),
    ),
    ...endOf(reply.headers),
  ]
}

/** As in `2027-01-31 12:00:00 UTC`; a token without an end has no such header. */
function endOf(headers: Readonly<Record<string, string | undefined>>): Finding[] {
  const end = Date.parse(headers['github-authentication-token-expiration'] ?? '')
  const hours = (end - Date.now()) / 3_600_000
  if (Number.isNaN(hours) || hours > SOON_H) return []
  const text = `The token ends in ${Math.floor(hours)} hours`
  return [warning('GitHub token', new Failure('FORGE_UNAUTHORIZED', text))]
}

async function checkOwner(context: Context, signal: AbortSignal): Promise<Finding[]> {
  const { organisation } = context
  if (await ownerIsThere(context, organisation, signal)) return [ok('GitHub organisation', organisation)]
  const text = `There is no organisation or user "${organisation}" that the token can see`
  return [failed('GitHub organisation', new Failure('FORGE_OWNER_NOT_FOUND', text))]
}

const Limits = z.object({ resources: z.object({ core: z.object({ limit: z.number(), remaining: z.number() }) }) })
/** Part of the hourly limit below which it is told of. */
const FEW = 0.1

async function checkLimits({ api }: Context, signal: AbortSignal): Promise<Finding[]> {
  const name = 'GitHub limits'
  const reply = await api.send({ route: 'GET /rate_limit', parameters: {} }, signal)
  // An Enterprise server without limits.
  if (reply.status === 404) return [ok(name, 'this server has none')]
  if (reply.status !== 200) throw refused(reply, 'show its limits', 'nothing but a valid token')
  const { limit, remaining } = bodyOf(Limits, reply, 'the request for its limits').resources.core
  const text = `${remaining} of ${limit} requests are left in this hour`
  return [remaining < limit * FEW ? warning(name, new Failure('FORGE_THROTTLED', text)) : ok(name, text)]
}
