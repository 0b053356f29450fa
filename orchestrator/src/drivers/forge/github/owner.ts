import { z } from 'zod'
import type { Context } from './context.ts'
import { bodyOf, refused } from './refusal.ts'

const User = z.object({ login: z.string() })

/** The user that a personal token belongs to; undefined for an App, which is none. */
async function readUser({ api }: Context, signal: AbortSignal): Promise<string | undefined> {
  const reply = await api.send({ route: 'GET /user', parameters: {} }, signal)
  if (reply.status === 403) return undefined
  if (reply.status !== 200) throw refused(reply, 'show whose token it is', 'nothing but a valid token')
  return bodyOf(User, reply, 'the request for the user').login
}

/** Names on GitHub are the same whatever their case. */
const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** How an owner's repositories are listed: an organisation's, or those of the user whose token it is. */
export async function listingOf(
  context: Context,
  owner: string,
  signal: AbortSignal,
): Promise<{ route: string; parameters: Readonly<Record<string, unknown>> }> {
  const user = await readUser(context, signal)
  if (user !== undefined && isSame(user, owner)) {
    return { route: 'GET /user/repos', parameters: { affiliation: 'owner' } }
  }
  return { route: 'GET /orgs/{org}/repos', parameters: { org: owner, type: 'all' } }
}

export async function ownerIsThere(context: Context, owner: string, signal: AbortSignal): Promise<boolean> {
  const { route, parameters } = await listingOf(context, owner, signal)
  const reply = await context.api.send({ route, parameters: { ...parameters, per_page: 1 } }, signal)
  if (reply.status === 404) return false
  if (reply.status !== 200) throw refused(reply, `show the repositories of "${owner}"`, 'metadata: read')
  return true
}
