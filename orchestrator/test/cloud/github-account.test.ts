import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Finding } from '../../src/drivers/preflight.ts'
import type { GitHub } from '../../../test/doubles/github/github.ts'
import { callsOf, failure } from './support/github-calls.ts'
import { forgeOn } from './support/github-forge.ts'
import { makeGithubWorld, startOn } from './support/github-world.ts'

const MINE = { owner: 'workspace:mine', task: 'task-1' }
const { signal } = new AbortController()
const request = { repository: 'acme/shop', template: 'acme/template', private: true }
const branch = { repository: 'acme/shop', branch: 'one', source: 'main' }
type Permissions = Parameters<GitHub['addApp']>[0]['permissions']
const ALL = { administration: 'write', contents: 'write', metadata: 'read' } as const

const TOKEN = 'apps/create-installation-access-token'

/** A GitHub with an App that is installed on acme, and has its template there. */
async function withApp(permissions: Permissions = ALL, tokenLifetimeMs = 3_600_000) {
  const world = await makeGithubWorld({ tokenLifetimeMs })
  await world.github.addTemplate('acme/template', { 'README.md': '# Template\n' })
  const app = world.github.addApp({ account: 'acme', permissions })
  const forge = forgeOn({ ...world.settings, app }, world.redis)
  return { world, forge, app }
}

const told = (findings: readonly Finding[]) =>
  findings.map((each) => [each.name, each.state, 'failure' in each ? each.failure.code : ''])

describe('a GitHub App', { concurrency: 3 }, () => {
  it('does everything with one token, which any number of calls at once ask for once', async () => {
    const { world, forge } = await withApp()
    await using _ = world
    const names = ['one', 'two', 'three', 'four']
    await Promise.all(
      names.map((name) => forge.ensureRepository({ ...request, repository: `acme/${name}` }, MINE, signal)),
    )
    const directory = await world.newDirectory()
    await forge.ensureBranch({ ...branch, repository: 'acme/one' }, MINE, signal)
    await forge.ensureCheckout({ repository: 'acme/one', branch: 'one', directory }, MINE, signal)
    assert.equal((await forge.list(signal)).length, names.length + 2)
    for (const name of names) await forge.remove({ kind: 'repository', name: `acme/${name}` }, MINE, signal)
    assert.equal(callsOf(world, TOKEN), 1)
  })

  it('renews its token before it ends, and once when it was ended early', async () => {
    const { world, forge } = await withApp(ALL, 3_000)
    await using _ = world
    while (callsOf(world, TOKEN) < 2) await forge.list(signal)
    assert.ok(world.github.calls.every(({ status }) => status !== 401))
    world.github.expireTokens()
    await forge.list(signal)
    assert.equal(world.github.calls.filter(({ status }) => status === 401).length, 1)
  })

  it('goes by GitHub’s clock where ours is wrong', async () => {
    const { world, app } = await withApp()
    await using _ = world
    const call = { verb: 'ensureRepository', request, tag: MINE } as const
    assert.equal(await startOn({ ...world.settings, app }, call, 3_600_000).ended, 'ok')
    const asked = world.github.calls.filter(({ operation }) => operation === TOKEN)
    assert.deepEqual(
      asked.map(({ status }) => status),
      [401, 201],
    )
  })

  it('whose key or installation is wrong is named as such', async () => {
    const { world, app } = await withApp()
    await using _ = world
    const other = world.github.addApp({ account: 'slipway', permissions: ALL })
    for (const [change, says] of [
      [{ privateKey: other.privateKey }, /private key/],
      [{ privateKey: '-----BEGIN RSA PRIVATE KEY-----\nnone' }, /no private key/],
      [{ installationId: other.installationId }, /installation/],
    ] as const) {
      const forge = forgeOn({ ...world.settings, app: { ...app, ...change } }, world.redis)
      await assert.rejects(forge.list(signal), failure('FORGE_UNAUTHORIZED', says))
      assert.deepEqual(told(await forge.check(signal)), [['GitHub account', 'failed', 'FORGE_UNAUTHORIZED']])
    }
  })

  it('that lacks a permission is told which one, before and when it is needed', async () => {
    const { world, forge } = await withApp({ administration: 'write', contents: 'read' })
    await using _ = world
    await forge.ensureRepository(request, MINE, signal)
    await assert.rejects(forge.ensureBranch(branch, MINE, signal), failure('FORGE_FORBIDDEN', /contents: write/))
    assert.deepEqual(told(await forge.check(signal)), [
      ['GitHub account', 'ok', ''],
      ['GitHub permission contents', 'failed', 'FORGE_FORBIDDEN'],
      ['GitHub organisation', 'ok', ''],
      ['GitHub limits', 'ok', ''],
    ])
    const { world: another, forge: powerless } = await withApp({ contents: 'write' })
    await using __ = another
    await assert.rejects(
      powerless.ensureRepository(request, MINE, signal),
      failure('FORGE_FORBIDDEN', /administration: write/),
    )
    assert.deepEqual(await another.heads('acme/shop'), {})
  })
})

describe('a personal token', { concurrency: 3 }, () => {
  it('that is good for everything is found so', async () => {
    await using world = await makeGithubWorld()
    assert.deepEqual(told(await world.forge.check(signal)), [
      ['GitHub account', 'ok', ''],
      ['GitHub organisation', 'ok', ''],
      ['GitHub limits', 'ok', ''],
    ])
  })

  it('that was revoked is named, and tried once', async () => {
    await using world = await makeGithubWorld()
    world.github.revokeToken(world.settings.token)
    await assert.rejects(
      world.forge.ensureRepository({ ...request, template: world.template }, MINE, signal),
      failure('FORGE_UNAUTHORIZED'),
    )
    assert.equal(world.github.calls.length, 1)
    assert.deepEqual(told(await world.forge.check(signal)), [['GitHub account', 'failed', 'FORGE_UNAUTHORIZED']])
  })

  it('that lacks a scope is told which one, before and when it is needed', async () => {
    await using world = await makeGithubWorld()
    const token = world.github.addToken({ login: 'ada', scopes: ['repo'] })
    const forge = forgeOn({ ...world.settings, token }, world.redis)
    await forge.ensureRepository({ ...request, template: world.template }, MINE, signal)
    await assert.rejects(
      forge.remove({ kind: 'repository', name: 'acme/shop' }, MINE, signal),
      failure('FORGE_FORBIDDEN', /delete_repo/),
    )
    assert.deepEqual(told(await forge.check(signal)).slice(0, 2), [
      ['GitHub account', 'ok', ''],
      ['GitHub scope delete_repo', 'failed', 'FORGE_FORBIDDEN'],
    ])
  })

  it('of the fine-grained kind tells no permissions', async () => {
    await using world = await makeGithubWorld()
    const token = world.github.addToken({ login: 'ada', owner: 'acme', permissions: ALL })
    const findings = await forgeOn({ ...world.settings, token }, world.redis).check(signal)
    assert.deepEqual(told(findings).slice(0, 2), [
      ['GitHub account', 'ok', ''],
      ['GitHub permissions', 'unknown', ''],
    ])
  })

  it('that does not see the organisation, or the template, is told so, and nothing is made', async () => {
    await using world = await makeGithubWorld()
    const forge = forgeOn({ ...world.settings, organisation: 'nowhere' }, world.redis)
    assert.ok(
      told(await forge.check(signal)).some(
        (each) => each.join() === 'GitHub organisation,failed,FORGE_OWNER_NOT_FOUND',
      ),
    )
    await assert.rejects(forge.list(signal), failure('FORGE_OWNER_NOT_FOUND', /nowhere/))
    const elsewhere = { ...request, repository: 'nowhere/shop', template: world.template }
    await assert.rejects(forge.ensureRepository(elsewhere, MINE, signal), failure('FORGE_OWNER_NOT_FOUND', /nowhere/))
    await world.github.addRepository('acme/plain', { files: { a: 'a' } })
    const plain = { ...request, template: 'acme/plain' }
    await assert.rejects(
      world.forge.ensureRepository(plain, MINE, signal),
      failure('TEMPLATE_REPO_NOT_FOUND', /marked/),
    )
  })
})
