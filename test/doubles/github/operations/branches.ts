import { ok, refusals } from '../answers.ts'
import type { Operation } from '../context.ts'
import { paged } from '../pages.ts'
import { NEEDS, repositoryOf } from './needs.ts'

const NO_PROTECTION = {
  enabled: false,
  required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] },
}

const list: Operation = async (context) => {
  const repository = repositoryOf(context, NEEDS.reading)
  const url = context.represent.url(repository)
  const branches = (await repository.git.refs('refs/heads/')).map(({ ref, sha }) => ({
    name: ref.slice('refs/heads/'.length),
    commit: { sha, url: `${url}/commits/${sha}` },
    protected: false,
  }))
  return paged(context.request, branches)
}

const get: Operation = async (context) => {
  const repository = repositoryOf(context, NEEDS.reading)
  const name = context.param('branch')
  const ref = await repository.git.ref(`refs/heads/${name}`)
  if (ref === undefined) throw refusals.notFound('Branch not found')
  const url = context.represent.url(repository)
  const facts = await repository.git.commitFacts(ref.sha)
  const person = { name: facts.name, email: facts.email, date: facts.date }
  return ok({
    name,
    commit: {
      sha: ref.sha,
      node_id: ref.sha,
      url: `${url}/commits/${ref.sha}`,
      html_url: `${context.represent.htmlUrl(repository)}/commit/${ref.sha}`,
      comments_url: `${url}/commits/${ref.sha}/comments`,
      author: null,
      committer: null,
      parents: facts.parents.map((sha) => ({ sha, url: `${url}/commits/${sha}` })),
      commit: {
        url: `${url}/git/commits/${ref.sha}`,
        author: person,
        committer: person,
        message: facts.message,
        comment_count: 0,
        tree: { sha: facts.tree, url: `${url}/git/trees/${facts.tree}` },
      },
    },
    _links: { self: `${url}/branches/${name}`, html: `${context.represent.htmlUrl(repository)}/tree/${name}` },
    protected: false,
    protection: NO_PROTECTION,
    protection_url: `${url}/branches/${name}/protection`,
  })
}

export const branches: Readonly<Record<string, Operation>> = { 'repos/list-branches': list, 'repos/get-branch': get }
