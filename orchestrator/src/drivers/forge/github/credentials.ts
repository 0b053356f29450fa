import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { Failure } from '#contract'
import type { GithubAuth } from '../../settings.ts'
import { orAborted } from '../../or-aborted.ts'
import type { Exchange, Reply } from './http.ts'
import { appToken, readPrivateKey } from './jwt.ts'
import { bodyOf, forbidden, refused, throttledFor, timeOf } from './refusal.ts'

/** A token, and what GitHub said that it is good for; a personal token comes with no such thing. */
export interface Grant {
  readonly token: string
  /** Permissions of an App's installation: `administration` → `write`. */
  readonly permissions?: Readonly<Record<string, string>> | undefined
  /** Whether an installation has all repositories of its account, or those that were picked. */
  readonly selection?: string | undefined
}

/** Where tokens come from. */
export interface Credentials {
  grant(signal: AbortSignal): Promise<Grant>
  /** To be told that a token was refused. @returns whether there can be another one */
  refuse(token: string): boolean
}

const AccessToken = z.object({
  token: z.string().min(1),
  expires_at: z.iso.datetime({ offset: true }),
  permissions: z.record(z.string(), z.string()).optional(),
  repository_selection: z.string().optional(),
})

/** Milliseconds before its end at which a token is replaced, so that it does not end under way; of a short life the half. */
const EARLY_MS = 300_000
/** Milliseconds between two clocks from which on they are taken to differ. */
const SKEW_MS = 30_000

/** @param silenceMs the wait where GitHub throttles and does not say for how long */
export function createCredentials(auth: GithubAuth, exchange: Exchange, silenceMs: number): Credentials {
  if (auth.kind === 'token') return { grant: () => Promise.resolve({ token: auth.token }), refuse: () => false }
  let key: KeyObject | undefined
  let held: { readonly grant: Grant; readonly until: number } | undefined
  let asked: Promise<Grant> | undefined

  const ask = (now: number): Promise<Reply> => {
    key ??= readPrivateKey(auth.privateKey)
    const parameters = { installation_id: auth.installationId }
    const route = 'POST /app/installations/{installation_id}/access_tokens'
    // Whoever waits for it may go away; the request is everybody's, and ends by its own time.
    return exchange({ route, parameters }, `Bearer ${appToken(auth.appId, key, now)}`, new AbortController().signal)
  }

  const renew = async (): Promise<Grant> => {
    let reply = await ask(Date.now())
    if (reply.status === 401 && Math.abs(timeOf(reply) - Date.now()) > SKEW_MS) reply = await ask(timeOf(reply))
    if (reply.status !== 201) throw refusalOf(reply, auth, silenceMs)
    const { token, expires_at, permissions, repository_selection } = bodyOf(
      AccessToken,
      reply,
      'the request for a token',
    )
    const grant = { token, permissions, selection: repository_selection }
    const lifeMs = Date.parse(expires_at) - timeOf(reply)
    held = { grant, until: performance.now() + Math.max(lifeMs - EARLY_MS, lifeMs / 2) }
    return grant
  }

  return {
    async grant(signal) {
      if (held !== undefined && performance.now() < held.until) return held.grant
      asked ??= renew().finally(() => (asked = undefined))
      return orAborted(asked, signal)
    },
    refuse(token) {
      if (held?.grant.token === token) held = undefined
      return true
    },
  }
}

function refusalOf(
  reply: Reply,
  { appId, installationId }: Extract<GithubAuth, { kind: 'app' }>,
  silenceMs: number,
): Failure {
  const retryAfterMs = throttledFor(reply, silenceMs)
  if (retryAfterMs !== undefined) return throttled(retryAfterMs)
  const app = `GitHub App ${appId}`
  switch (reply.status) {
    case 401:
      return new Failure('FORGE_UNAUTHORIZED', `GitHub does not accept the private key of ${app}, or knows no such App`)
    case 404:
      return new Failure('FORGE_UNAUTHORIZED', `${app} has no installation ${installationId}`)
    case 403:
      return forbidden(
        reply,
        `act as installation ${installationId} of ${app}`,
        'an installation that is not suspended',
      )
    default:
      return refused(reply, `give a token for installation ${installationId} of ${app}`, 'an installation')
  }
}

export const throttled = (retryAfterMs: number): Failure =>
  new Failure('FORGE_THROTTLED', `GitHub asks to wait for ${Math.ceil(retryAfterMs / 1_000)} s`, { retryAfterMs })
