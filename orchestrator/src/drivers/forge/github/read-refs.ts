import { z } from 'zod'
import { GitRef, parseMarker, markersOf, type BranchMarker } from './branch-markers.ts'
import { placesOf, type Context } from './context.ts'
import { bodyOf, refused } from './refusal.ts'

const needs = 'contents: read'

/** Commit of a branch; undefined where there is no such branch, no commit at all, or no such repository. */
export async function readHead(
  { api }: Context,
  repository: string,
  branch: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const parameters = { ...placesOf(repository), ref: `heads/${branch}` }
  const reply = await api.send({ route: 'GET /repos/{owner}/{repo}/git/ref/{ref}', parameters }, signal)
  if (reply.status === 404 || reply.status === 409) return undefined
  const what = `show branch "${branch}" of "${repository}"`
  if (reply.status !== 200) throw refused(reply, what, needs)
  return bodyOf(GitRef, reply, `the request to ${what}`).object.sha
}

/**
 * Refs whose names, without `refs/`, begin so; none in a repository without a commit.
 * @returns undefined where there is no such repository
 */
export async function readMatching(
  { api }: Context,
  repository: string,
  prefix: string,
  signal: AbortSignal,
): Promise<z.infer<typeof GitRef>[] | undefined> {
  const parameters = { ...placesOf(repository), ref: prefix }
  const reply = await api.send({ route: 'GET /repos/{owner}/{repo}/git/matching-refs/{ref}', parameters }, signal)
  if (reply.status === 409) return []
  if (reply.status === 404 || (reply.status >= 300 && reply.status < 400)) return undefined
  const what = `show the refs of "${repository}"`
  if (reply.status !== 200) throw refused(reply, what, needs)
  return bodyOf(z.array(GitRef), reply, `the request to ${what}`)
}

/** Who has announced or made a branch; undefined where there is no such repository. */
export async function readMarkers(
  context: Context,
  repository: string,
  branch: string,
  signal: AbortSignal,
): Promise<BranchMarker[] | undefined> {
  const refs = await readMatching(context, repository, markersOf(context.instance, branch), signal)
  return refs?.flatMap((ref) => parseMarker(context.instance, ref)).filter((marker) => marker.branch === branch)
}
