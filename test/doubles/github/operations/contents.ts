import { z } from 'zod'
import { created, ok, refusals } from '../answers.ts'
import { bodyOf } from '../body.ts'
import type { Context, Operation } from '../context.ts'
import { now, type Repository } from '../world.ts'
import { NEEDS, repositoryOf } from './needs.ts'

const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/

const Put = z.strictObject({
  message: z.string(),
  content: z.string().regex(BASE64, 'content is not valid Base64'),
  sha: z.string().optional(),
  branch: z.string().optional(),
})

function entryOf(context: Context, repository: Repository, file: string, type: string, sha: string, size: number) {
  const url = `${context.represent.url(repository)}/contents/${file}`
  const html = `${context.represent.htmlUrl(repository)}/blob/${repository.defaultBranch}/${file}`
  const git = `${context.represent.url(repository)}/git/${type === 'file' ? 'blobs' : 'trees'}/${sha}`
  return {
    type,
    name: file.split('/').at(-1) ?? '',
    path: file,
    sha,
    size,
    url,
    html_url: html,
    git_url: git,
    download_url: type === 'file' ? html : null,
    _links: { self: url, git, html },
  }
}

/** GitHub breaks lines of Base64 after 60 characters. */
const base64 = (content: Buffer): string => content.toString('base64').replace(/.{1,60}/g, '$&\n')

const get: Operation = async (context) => {
  const repository = repositoryOf(context, NEEDS.reading)
  const file = context.param('path')
  const asked = context.request.url.searchParams.get('ref') ?? repository.defaultBranch
  if ((await repository.git.refs()).length === 0) throw refusals.notFound('This repository is empty.')
  const entry = await repository.git.entry(asked, file)
  if (entry === undefined) throw refusals.notFound()
  if (entry.type === 'blob') {
    const content = await repository.git.blob(entry.sha)
    const shown = entryOf(context, repository, file, 'file', entry.sha, content.length)
    return ok({ ...shown, encoding: 'base64', content: base64(content) })
  }
  const children = await repository.git.children(entry.sha)
  return ok(
    children.map(({ type, sha, name }) =>
      entryOf(context, repository, `${file}/${name}`, type === 'tree' ? 'dir' : 'file', sha, 0),
    ),
  )
}

/** Workflows are written by whoever was trusted with them. @throws Refusal 403, 404 */
function refuseWorkflow({ principal }: Context, file: string): void {
  if (!file.startsWith('.github/workflows/')) return
  if (principal.kind === 'classic' && !principal.scopes.includes('workflow')) throw refusals.notFound()
  if (
    (principal.kind === 'installation' || principal.kind === 'fine-grained') &&
    principal.permissions.workflows !== 'write'
  ) {
    throw refusals.forbidden('Resource not accessible by integration', {
      'x-accepted-github-permissions': 'workflows=write',
    })
  }
}

const put: Operation = async (context) => {
  const repository = repositoryOf(context, NEEDS.writing)
  const file = context.param('path')
  refuseWorkflow(context, file)
  const body = bodyOf(context, Put)
  const branch = body.branch ?? repository.defaultBranch
  const ref = `refs/heads/${branch}`
  const head = await repository.git.ref(ref)
  if (head === undefined && (await repository.git.refs()).length > 0)
    throw refusals.notFound(`Branch ${branch} not found`)
  const before = head === undefined ? undefined : await repository.git.entry(head.sha, file)
  if (before !== undefined && body.sha === undefined)
    throw refusals.invalid('Invalid request.\n\n"sha" wasn\'t supplied.')
  if (body.sha !== undefined && body.sha !== before?.sha) throw refusals.conflict(`${file} does not match ${body.sha}`)
  const content = Buffer.from(body.content, 'base64')
  const commit = await repository.git.commit({ [file]: content }, body.message, head?.sha)
  // Two at once on one branch: the second one's parent is no head any more.
  if (!(await repository.git.moveRef(ref, head?.sha, commit)))
    throw refusals.conflict(`${branch} is at another commit now`)
  repository.pushedAt = now()
  const entry = await repository.git.entry(commit, file)
  const answer = {
    content: entryOf(context, repository, file, 'file', entry?.sha ?? '', content.length),
    commit: { sha: commit, message: body.message },
  }
  return before === undefined ? created(answer) : ok(answer)
}

export const contents: Readonly<Record<string, Operation>> = {
  'repos/get-content': get,
  'repos/create-or-update-file-contents': put,
}
