import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, it } from 'node:test'
import { appClient, clientOf, installationToken, refused, startAcme } from './testing.ts'

const ALL = { account: 'acme', permissions: { administration: 'write', contents: 'write' } } as const

describe('credentials of the GitHub double', () => {
  it('name a person and the scopes of a classic token', async () => {
    const { github, token } = await startAcme()
    await using _ = github
    const { data, headers } = await clientOf(github, token).rest.users.getAuthenticated()
    assert.equal(data.login, 'ada')
    assert.equal(headers['x-oauth-scopes'], 'repo, delete_repo, workflow')
    github.revokeToken(token)
    await refused(401, clientOf(github, token).rest.users.getAuthenticated())
  })

  it('of an installation are issued to its app, and expire', async () => {
    const { github } = await startAcme()
    await using _ = github
    const app = github.addApp(ALL)
    const token = await installationToken(github, app)
    const { rest } = clientOf(github, token)
    const one = { owner: 'acme', repo: 'template' }
    assert.equal((await rest.repos.get(one)).data.name, 'template')
    await refused(403, rest.users.getAuthenticated())
    assert.equal((await appClient(github, app).rest.apps.getRepoInstallation(one)).data.id, app.installationId)

    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const forged = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
    await refused(401, installationToken(github, { ...app, privateKey: forged }))
    await refused(404, installationToken(github, { ...app, installationId: 1 }))
    const { rest: asApp } = appClient(github, app)
    const beyond = { installation_id: app.installationId, permissions: { workflows: 'write' } } as const
    await refused(422, asApp.apps.createInstallationAccessToken(beyond))
    github.expireTokens()
    await refused(401, rest.repos.get(one))
  })

  it('without a permission are told what they lack', async () => {
    const { github } = await startAcme()
    await using _ = github
    const app = github.addApp({ ...ALL, permissions: { contents: 'read' } })
    const { rest } = clientOf(github, await installationToken(github, app))
    const sha = 'f'.repeat(40)
    const lacking = await refused(
      403,
      rest.git.createRef({ owner: 'acme', repo: 'template', ref: 'refs/heads/x', sha }),
    )
    assert.equal(lacking.response?.headers['x-accepted-github-permissions'], 'contents=write')
  })
})

describe('limits of the GitHub double', () => {
  const CASES = [
    { secondaryStatus: 403, secondaryRetryAfterS: 60 },
    { secondaryStatus: 429, secondaryRetryAfterS: undefined },
  ] as const
  for (const limits of CASES) {
    it(`on content: ${limits.secondaryStatus}, Retry-After ${limits.secondaryRetryAfterS ?? 'absent'}`, async () => {
      const { github, token } = await startAcme({ limits: { ...limits, contentPerMinute: 2 } })
      await using _ = github
      const { rest } = clientOf(github, token)
      const make = (name: string) => rest.repos.createInOrg({ org: 'acme', name })
      await make('one')
      await make('two')
      const { response } = await refused(limits.secondaryStatus, make('three'))
      assert.equal(response?.headers['retry-after'], limits.secondaryRetryAfterS?.toString())
      assert.equal(github.exceeded, 1)
      await rest.repos.get({ owner: 'acme', repo: 'one' })
    })
  }

  it('on requests are in every answer; asking for them costs nothing', async () => {
    const { github, token } = await startAcme({ limits: { requestsPerHour: 2 } })
    await using _ = github
    const { rest } = clientOf(github, token)
    await rest.users.getAuthenticated()
    assert.equal((await rest.rateLimit.get()).data.resources.core.remaining, 1)
    const { headers } = await rest.users.getAuthenticated()
    assert.equal(headers['x-ratelimit-remaining'], '0')
    const over = await refused(403, rest.users.getAuthenticated())
    assert.equal(over.response?.headers['x-ratelimit-remaining'], '0')
    assert.equal(over.response.headers['retry-after'], undefined)
  })
})
