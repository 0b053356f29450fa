import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import type { Failure } from '#contract'
import { exec } from '../../src/process/exec.ts'
import { callsOf, failure } from './support/github-calls.ts'
import { forgeOn } from './support/github-forge.ts'
import { makeGithubWorld } from './support/github-world.ts'

const MINE = { owner: 'workspace:mine', task: 'task-1' }
const { signal } = new AbortController()
const request = { repository: 'acme/shop', template: 'slipway/sample', private: true }
const thing = { kind: 'repository', name: 'acme/shop' } as const

const GENERATE = 'repos/create-using-template'

describe('forge/github', { concurrency: 3 }, () => {
  it('makes one content-creating call for a repository, private as asked, and waits for what comes later', async () => {
    await using world = await makeGithubWorld({ generateMs: 700 })
    const made = await world.forge.ensureRepository(request, MINE, signal)
    assert.deepEqual(Object.keys(await world.heads('acme/shop')), ['main'])
    assert.equal(made.url, `${world.github.url}/acme/shop.git`)
    await world.forge.ensureRepository({ ...request, repository: 'acme/open', private: false }, MINE, signal)
    const isPrivate = world.github.repositories().map(({ fullName, private: hidden }) => [fullName, hidden])
    assert.deepEqual(isPrivate.slice(-2), [
      ['acme/shop', true],
      ['acme/open', false],
    ])
    assert.equal(callsOf(world, GENERATE), 2)
    await world.forge.ensureBranch({ repository: 'acme/shop', branch: 'one', source: 'main' }, MINE, signal)
    assert.equal(callsOf(world, 'git/create-ref'), 2)
  })

  it('adopts a repository that was made by a call whose answer was lost, and never generates twice', async () => {
    await using world = await makeGithubWorld()
    for (const kind of ['reset-after', 'bad-gateway-after', 'malformed'] as const) {
      world.github.inject({ operation: GENERATE, kind })
      await assert.rejects(world.forge.ensureRepository(request, MINE, signal), failure('FORGE_FAILED'))
      await world.forge.ensureRepository(request, MINE, signal)
      await world.forge.remove(thing, MINE, signal)
    }
    assert.equal(callsOf(world, GENERATE), 3)
    assert.deepEqual(await world.heads('acme/shop'), {})
  })

  it('leaves another installation’s repositories and branches alone', async () => {
    await using world = await makeGithubWorld()
    const others = forgeOn({ ...world.settings, instance: 'another' }, world.redis)
    await others.ensureRepository(request, MINE, signal)
    await others.ensureBranch({ repository: 'acme/shop', branch: 'one', source: 'main' }, MINE, signal)
    const before = await world.heads('acme/shop')
    await assert.rejects(world.forge.ensureRepository(request, MINE, signal), failure('NAME_TAKEN'))
    await world.forge.remove(thing, MINE, signal)
    await world.forge.remove({ kind: 'branch', name: 'acme/shop@one' }, MINE, signal)
    assert.deepEqual(await world.heads('acme/shop'), before)
    assert.deepEqual(await world.forge.list(signal), [])
  })

  it('lists the repositories of the user whose token it is, where no organisation owns them', async () => {
    await using world = await makeGithubWorld()
    const forge = forgeOn({ ...world.settings, organisation: 'ada' }, world.redis)
    await forge.ensureRepository({ ...request, repository: 'ada/shop' }, MINE, signal)
    assert.deepEqual(await forge.list(signal), [{ kind: 'repository', name: 'ada/shop', ...MINE }])
    await world.github.removeRepository('ada/shop')
    assert.deepEqual(await forge.list(signal), [])
  })

  it('sweeps for nothing: what has not changed is answered 304, which counts on no limit', async () => {
    await using world = await makeGithubWorld()
    await world.forge.ensureRepository(request, MINE, signal)
    await world.forge.ensureBranch({ repository: 'acme/shop', branch: 'one', source: 'main' }, MINE, signal)
    const found = await world.forge.list(signal)
    const before = world.github.calls.length
    assert.deepEqual(await world.forge.list(signal), found)
    const swept = world.github.calls.slice(before)
    assert.deepEqual(
      swept.map(({ operation, status }) => [operation, status]),
      [
        ['repos/list-for-org', 304],
        ['git/list-matching-refs', 304],
      ],
    )
    await world.forge.remove({ kind: 'branch', name: 'acme/shop@one' }, MINE, signal)
    assert.deepEqual(await world.forge.list(signal), [{ ...thing, ...MINE }])
  })

  it('stays away as long as it was told, without asking, and holds nothing meanwhile', async () => {
    await using world = await makeGithubWorld()
    for (const [kind, least] of [
      ['throttled', 20_000],
      ['throttled-silently', 50_000],
    ] as const) {
      const forge = forgeOn(world.settings, world.redis)
      world.github.inject({ operation: 'repos/get', kind, retryAfterS: 30 })
      const begun = performance.now()
      const throttled = (thrown: Failure): boolean =>
        thrown.code === 'FORGE_THROTTLED' && thrown.class === 'throttled' && (thrown.retryAfterMs ?? 0) > least
      await assert.rejects(forge.ensureRepository(request, MINE, signal), throttled)
      const asked = world.github.calls.length
      await assert.rejects(forge.ensureRepository(request, MINE, signal), throttled)
      assert.equal(world.github.calls.length, asked)
      assert.ok(performance.now() - begun < 10_000)
    }
  })

  it('asks the limiter first, and is told when its turn comes', async () => {
    await using world = await makeGithubWorld()
    const waits = [0, 30_000]
    const limiter = { take: () => Promise.resolve(waits.shift() ?? 0) }
    const forge = forgeOn(world.settings, world.redis, { limiter })
    await forge.ensureRepository(request, MINE, signal)
    const branch = { repository: 'acme/shop', branch: 'one', source: 'main' }
    await assert.rejects(forge.ensureBranch(branch, MINE, signal), { code: 'FORGE_THROTTLED', retryAfterMs: 30_000 })
    assert.equal(callsOf(world, 'git/create-ref'), 0)
    await forge.ensureBranch(branch, MINE, signal)
    assert.equal(world.github.exceeded, 0)
  })

  it('puts the token into no file, argument or error', async () => {
    await using world = await makeGithubWorld()
    await world.forge.ensureRepository(request, MINE, signal)
    const directory = await world.newDirectory()
    const checkout = { repository: 'acme/shop', branch: 'main', directory }
    await world.forge.ensureCheckout(checkout, MINE, signal)
    await world.forge.push(checkout, signal)
    const { token } = world.settings
    const secrets = [token, Buffer.from(`x-access-token:${token}`).toString('base64')]
    assert.ok(!(await readFile(join(world.pathOf(directory), '.git/config'), 'utf8')).includes('extraHeader'))
    const pattern = secrets.map((secret) => `-e${secret}`)
    await assert.rejects(exec('grep', ['-rlF', ...pattern, world.settings.dataDir], { signal }), {
      code: 'COMMAND_FAILED',
    })
    for (const operation of ['git/info-refs', 'git/git-upload-pack']) {
      const other = { ...checkout, directory: await world.newDirectory() }
      world.github.inject({ operation, kind: 'status-500' })
      await assert.rejects(world.forge.ensureCheckout(other, MINE, signal), (thrown: unknown) => {
        const told = inspect(thrown, { depth: Infinity, showHidden: true })
        return told.includes('acme/shop') && secrets.every((secret) => !told.includes(secret))
      })
    }
  })

  it('gives up a server that never answers', async () => {
    await using world = await makeGithubWorld()
    const forge = forgeOn(world.settings, world.redis, { timeoutMs: 2_000, gitTimeoutMs: 2_000 })
    world.github.inject({ operation: 'repos/get', kind: 'timeout' })
    await assert.rejects(forge.ensureRepository(request, MINE, signal), failure('FORGE_FAILED', /2000 ms/))
    await world.forge.ensureRepository(request, MINE, signal)
    world.github.inject({ operation: 'git/info-refs', kind: 'timeout' })
    const checkout = { repository: 'acme/shop', branch: 'main', directory: await world.newDirectory() }
    await assert.rejects(forge.ensureCheckout(checkout, MINE, signal), failure('TIMEOUT'))
    assert.deepEqual(await world.leftovers(), [])
  })
})
