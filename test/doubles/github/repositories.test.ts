import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { clientOf, installationToken, refused, startAcme, until } from './testing.ts'

const TEMPLATE = { template_owner: 'acme', template_repo: 'template' }

describe('repositories of the GitHub double', () => {
  it('are generated after the answer, public unless told otherwise, without history', async () => {
    const { github, token } = await startAcme()
    await using _ = github
    const { rest } = clientOf(github, token)
    const { data } = await rest.repos.createUsingTemplate({
      ...TEMPLATE,
      owner: 'acme',
      name: 'made',
      description: 'd',
    })
    assert.deepEqual(
      [data.private, data.description, data.template_repository?.full_name],
      [false, 'd', 'acme/template'],
    )
    const made = { owner: 'acme', repo: 'made' }
    const empty = await refused(409, rest.git.getRef({ ...made, ref: 'heads/main' }))
    assert.match(empty.message, /Git Repository is empty\./)
    await refused(409, rest.git.createRef({ ...made, ref: 'refs/heads/x', sha: 'a'.repeat(40) }))
    assert.deepEqual((await rest.repos.listBranches(made)).data, [])

    const { data: ref } = await until(409, () => rest.git.getRef({ ...made, ref: 'heads/main' }))
    const { data: branch } = await rest.repos.getBranch({ ...made, branch: 'main' })
    assert.equal(branch.commit.sha, ref.object.sha)
    assert.deepEqual(branch.commit.parents, [])
    assert.deepEqual(
      (await rest.repos.listBranches(made)).data.map(({ name }) => name),
      ['main'],
    )
  })

  it('have names that are taken at once, whatever their case', async () => {
    const { github, token } = await startAcme()
    await using _ = github
    const { rest } = clientOf(github, token)
    const generate = (name: string) =>
      rest.repos.createUsingTemplate({ ...TEMPLATE, owner: 'acme', name, private: true })
    const [first, second] = await Promise.allSettled([generate('one'), generate('ONE')])
    assert.deepEqual([first.status, second.status], ['fulfilled', 'rejected'])
    await refused(422, generate('one'))
    await refused(422, rest.repos.createInOrg({ org: 'acme', name: 'one' }))
    assert.deepEqual(
      github.repositories().map(({ fullName }) => fullName),
      ['acme/template', 'acme/one'],
    )
  })

  for (const kind of ['reset-after', 'bad-gateway-after', 'malformed'] as const) {
    it(`are there although the answer was lost: ${kind}`, async () => {
      const { github, token } = await startAcme()
      await using _ = github
      const { rest } = clientOf(github, token)
      github.inject({ operation: 'repos/create-using-template', kind })
      const generate = () => rest.repos.createUsingTemplate({ ...TEMPLATE, owner: 'acme', name: 'one' })
      await generate().catch(() => undefined)
      await refused(422, generate())
    })
  }

  it('come from templates only that can be seen and are one', async () => {
    const { github, token } = await startAcme()
    await using _ = github
    github.addUser('bob')
    await github.addRepository('acme/plain', { files: { a: 'a' } })
    const generate = (auth: string, template_repo: string, owner = 'acme') =>
      clientOf(github, auth).rest.repos.createUsingTemplate({ template_owner: 'acme', template_repo, owner, name: 'x' })
    const app = (permissions: object, repositories: 'all' | string[]) => ({
      account: 'acme',
      permissions,
      repositories,
    })
    const tokenOf = (seed: Parameters<typeof github.addApp>[0]) => installationToken(github, github.addApp(seed))
    await refused(404, generate(token, 'absent'))
    await refused(404, generate(token, 'template', 'nobody'))
    await refused(422, generate(token, 'plain'))
    await refused(404, generate(github.addToken({ login: 'bob', scopes: ['repo'] }), 'template', 'bob'))
    await refused(404, generate(github.addToken({ login: 'ada', scopes: ['public_repo'] }), 'template'))
    await refused(
      422,
      generate(await tokenOf(app({ administration: 'write', contents: 'read' }, ['acme/plain'])), 'template'),
    )
    await refused(404, generate(await tokenOf(app({ contents: 'read' }, 'all')), 'template'))
    await refused(404, generate(await tokenOf(app({ administration: 'write' }, 'all')), 'template'))
    await generate(await tokenOf(app({ administration: 'write', contents: 'read' }, ['acme/template'])), 'template')
  })

  it('can be changed and removed by whoever may', async () => {
    const { github, token } = await startAcme()
    await using _ = github
    await github.addRepository('acme/one', { files: { a: 'a' } })
    const one = { owner: 'acme', repo: 'one' }
    const { rest } = clientOf(github, token)
    assert.equal((await rest.repos.update({ ...one, description: 'new' })).data.description, 'new')
    await refused(422, rest.repos.update({ ...one, description: 'two\nlines' }))
    await refused(422, rest.repos.update({ ...one, default_branch: 'absent' }))
    const repo = clientOf(github, github.addToken({ login: 'ada', scopes: ['repo'] })).rest.repos
    const { message, response } = await refused(403, repo.delete(one))
    assert.match(message, /Must have admin rights to Repository\./)
    assert.equal(response?.headers['x-accepted-oauth-scopes'], 'delete_repo')
    await refused(404, clientOf(github, github.addToken({ login: 'ada', scopes: [] })).rest.repos.get(one))
    await rest.repos.delete(one)
    await refused(404, rest.repos.delete(one))
  })

  it('have contents that are written one after the other', async () => {
    const { github, token } = await startAcme()
    await using _ = github
    const { rest } = clientOf(github, token)
    const file = { owner: 'acme', repo: 'template', path: 'src/app.js' }
    const put = (content: string, sha?: string) =>
      rest.repos.createOrUpdateFileContents({ ...file, message: 'm', content: btoa(content), ...(sha ? { sha } : {}) })
    await refused(422, put('other'))
    await refused(409, put('other', 'f'.repeat(40)))
    const { data } = await rest.repos.getContent(file)
    if (Array.isArray(data) || !('content' in data)) throw new Error('a file was to be expected')
    assert.equal(Buffer.from(data.content, 'base64').toString(), 'go()\n')
    await put('other', data.sha)
    await refused(409, put('third', data.sha))
    await refused(404, rest.repos.getContent({ ...file, path: 'absent' }))
  })

  it('are listed page by page to whoever may see them', async () => {
    const { github, token } = await startAcme()
    await using _ = github
    for (const name of ['a', 'b', 'c']) await github.addRepository(`acme/${name}`)
    await github.addRepository('acme/open', { private: false })
    const client = clientOf(github, token)
    const names = (found: { name: string }[]) => found.map(({ name }) => name).sort()
    const all = ['a', 'b', 'c', 'open', 'template']
    assert.deepEqual(names(await client.paginate(client.rest.repos.listForOrg, { org: 'acme', per_page: 2 })), all)
    assert.deepEqual(names(await client.paginate(client.rest.repos.listForAuthenticatedUser, { per_page: 2 })), all)
    const none = clientOf(github, github.addToken({ login: 'ada', scopes: [] }))
    assert.deepEqual(names((await none.rest.repos.listForOrg({ org: 'acme' })).data), ['open'])
    await refused(404, client.rest.repos.listForOrg({ org: 'ada' }))
    const app = { account: 'acme', permissions: { contents: 'read' }, repositories: ['acme/a', 'acme/b'] } as const
    const installed = clientOf(github, await installationToken(github, github.addApp(app)))
    const { data } = await installed.rest.apps.listReposAccessibleToInstallation({ per_page: 1, page: 2 })
    assert.deepEqual([data.total_count, names(data.repositories)], [2, ['a']])
  })

  it('that have not changed since they were read are not sent, nor counted, again', async () => {
    const { github, token } = await startAcme()
    await using _ = github
    const { rest } = clientOf(github, token)
    const one = { owner: 'acme', repo: 'template' }
    const { headers } = await rest.repos.get(one)
    const again = { ...one, headers: { 'if-none-match': headers.etag } }
    const { response } = await refused(304, rest.repos.get(again))
    assert.equal(response?.headers['x-ratelimit-used'], '1')
    await rest.repos.update({ ...one, description: 'changed' })
    assert.equal((await rest.repos.get(again)).data.description, 'changed')
  })
})
