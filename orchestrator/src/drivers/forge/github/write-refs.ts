import { placesOf, type Context } from './context.ts'
import { mayCreate } from './content.ts'
import { forbidden, refused } from './refusal.ts'

const needs = 'contents: write'

/**
 * Makes a ref, by its full name.
 * @returns false when GitHub refuses it (422): it is there already, or stands in the way of another, or has no such commit
 */
export async function createRef(
  { api, limiter }: Context,
  repository: string,
  ref: string,
  sha: string,
  signal: AbortSignal,
): Promise<boolean> {
  await mayCreate(limiter, `ref ${repository} ${ref}`, signal)
  const parameters = { ...placesOf(repository), ref, sha }
  const reply = await api.send({ route: 'POST /repos/{owner}/{repo}/git/refs', parameters }, signal)
  if (reply.status === 201) return true
  if (reply.status === 422) return false
  const what = `make ${ref} in "${repository}"`
  // It was read a moment ago: what is hidden now is the permission to write.
  throw reply.status === 404 ? forbidden(reply, what, needs) : refused(reply, what, needs)
}

/** Deletes a ref, by its full name; an absent one counts as deleted. */
export async function deleteRef({ api }: Context, repository: string, ref: string, signal: AbortSignal): Promise<void> {
  const parameters = { ...placesOf(repository), ref: ref.slice('refs/'.length) }
  const reply = await api.send({ route: 'DELETE /repos/{owner}/{repo}/git/refs/{ref}', parameters }, signal)
  if (reply.status === 204) return
  // The same answer is given where there is none and where it may not be deleted (the default branch, a protected one).
  if (reply.status === 422 && (await isAbsent(api, parameters, signal))) return
  const what = `delete ${ref} of "${repository}"`
  throw reply.status === 404 ? forbidden(reply, what, needs) : refused(reply, what, needs)
}

async function isAbsent(
  api: Context['api'],
  parameters: Record<string, string>,
  signal: AbortSignal,
): Promise<boolean> {
  const { status } = await api.send({ route: 'GET /repos/{owner}/{repo}/git/ref/{ref}', parameters }, signal)
  return status === 404 || status === 409
}
