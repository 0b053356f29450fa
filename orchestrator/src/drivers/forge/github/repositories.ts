import { setTimeout as after } from 'node:timers/promises'
import { z } from 'zod'
import { Failure } from '#contract'
import type { Claim, Tag } from '../../effect.ts'
import { covers } from '../../tag-file.ts'
import { checkedRepository } from '../names.ts'
import type { Repository, RepositoryRequest } from '../port.ts'
import { mayCreate } from './content.ts'
import { placesOf, type Context } from './context.ts'
import { ownerIsThere } from './owner.ts'
import { readHead } from './read-refs.ts'
import { bodyOf, forbidden, refused } from './refusal.ts'
import { describe, tagIn } from './repository-marker.ts'

const RepositoryBody = z.object({
  description: z.string().nullable(),
  default_branch: z.string(),
  clone_url: z.url(),
  is_template: z.boolean().default(false),
})
export type RepositoryBody = z.infer<typeof RepositoryBody>

/** A repository; undefined where there is none that this token may see, or where one of that name moved elsewhere. */
export async function readRepository(
  { api }: Context,
  name: string,
  signal: AbortSignal,
): Promise<RepositoryBody | undefined> {
  const reply = await api.send({ route: 'GET /repos/{owner}/{repo}', parameters: placesOf(name) }, signal)
  if (reply.status === 404 || (reply.status >= 300 && reply.status < 400)) return undefined
  if (reply.status !== 200) throw refused(reply, `show repository "${name}"`, 'metadata: read')
  return bodyOf(RepositoryBody, reply, `the request for repository "${name}"`)
}

/** Generates a repository from its template, with its tag in it from the first moment, and waits for its content. */
export async function ensureRepository(
  context: Context,
  request: RepositoryRequest,
  tag: Tag,
  signal: AbortSignal,
): Promise<Repository> {
  const name = checkedRepository(request.repository)
  const standing = (await adopt(context, name, tag, signal)) ?? (await generate(context, request, tag, signal))
  await waitForContent(context, name, standing.default_branch, signal)
  return { url: standing.clone_url, default_branch: standing.default_branch }
}

export async function removeRepository(
  context: Context,
  name: string,
  claim: Claim,
  signal: AbortSignal,
): Promise<void> {
  const standing = await readRepository(context, checkedRepository(name), signal)
  const tag = tagIn(context.instance, standing?.description ?? null)
  if (tag === undefined || !covers(claim, tag)) return
  const what = `delete repository "${name}"`
  const reply = await context.api.send({ route: 'DELETE /repos/{owner}/{repo}', parameters: placesOf(name) }, signal)
  if (reply.status === 204) return
  const needs = 'administration: write (of a classic token: the scope delete_repo, and an admin of the repository)'
  // A 404 is an answer to a missing permission as well.
  if (reply.status !== 404) throw refused(reply, what, needs)
  if ((await readRepository(context, name, signal)) !== undefined) throw forbidden(reply, what, needs)
}

async function adopt(
  context: Context,
  name: string,
  { owner }: Tag,
  signal: AbortSignal,
): Promise<RepositoryBody | undefined> {
  const standing = await readRepository(context, name, signal)
  if (standing === undefined) return undefined
  const tag = tagIn(context.instance, standing.description)
  if (tag?.owner === owner) return standing
  throw new Failure('NAME_TAKEN', `Repository "${name}" belongs to ${tag?.owner ?? 'nobody known to Slipway'}`)
}

async function generate(
  context: Context,
  request: RepositoryRequest,
  tag: Tag,
  signal: AbortSignal,
): Promise<RepositoryBody> {
  const template = checkedRepository(request.template)
  await requireTemplate(context, template, signal)
  await mayCreate(context.limiter, `repository ${request.repository}`, signal)
  const { owner, repo: name } = placesOf(request.repository)
  const { owner: template_owner, repo: template_repo } = placesOf(template)
  const reply = await context.api.send(
    {
      route: 'POST /repos/{template_owner}/{template_repo}/generate',
      parameters: {
        ...{ template_owner, template_repo, owner, name },
        description: describe(context.instance, tag),
        include_all_branches: false,
        private: request.private,
      },
    },
    signal,
  )
  const what = `make repository "${request.repository}" from "${template}"`
  const needs = 'administration: write and contents: read (of a classic token: the scope repo)'
  switch (reply.status) {
    case 201:
      return bodyOf(RepositoryBody, reply, `the request to ${what}`)
    case 422: {
      // The name is taken: by somebody else, by another run of this task, or by a call whose answer was lost.
      const standing = await adopt(context, request.repository, tag, signal)
      if (standing !== undefined) return standing
      throw refused(reply, what, needs)
    }
    case 404:
      if (await ownerIsThere(context, owner, signal)) throw forbidden(reply, what, needs)
      throw new Failure('FORGE_OWNER_NOT_FOUND', `There is no organisation or user "${owner}" that the token can see`)
    default:
      throw refused(reply, what, needs)
  }
}

async function requireTemplate(context: Context, name: string, signal: AbortSignal): Promise<void> {
  const template = await readRepository(context, name, signal)
  const lack = async (): Promise<string | undefined> => {
    if (template === undefined) return 'is not on GitHub, or the token may not see it'
    const head = await readHead(context, name, template.default_branch, signal)
    if (head === undefined) return 'has no commit on its default branch'
    return template.is_template ? undefined : 'is not marked as a template in its settings'
  }
  const lacking = await lack()
  if (lacking !== undefined) throw new Failure('TEMPLATE_REPO_NOT_FOUND', `Template repository "${name}" ${lacking}`)
}

/** Milliseconds between two looks for the content of a generated repository: soon, then seldom, as requests are counted. */
const FIRST_LOOK_MS = 250
const LOOK_EVERY_MS = 1_000

async function waitForContent(context: Context, name: string, branch: string, signal: AbortSignal): Promise<void> {
  const until = performance.now() + context.contentTimeoutMs
  for (let pause = FIRST_LOOK_MS; ; pause = LOOK_EVERY_MS) {
    if ((await readHead(context, name, branch, signal)) !== undefined) return
    if (performance.now() > until) {
      throw new Failure('FORGE_FAILED', `Repository "${name}" still has no content on "${branch}"`)
    }
    await after(pause, undefined, { signal })
  }
}
