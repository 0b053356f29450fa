import assert from 'node:assert/strict'
import { mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { claimBranch, readBranchTag, type BranchTag } from './branch-tags.ts'
import { standingOf } from './branches.ts'
import { forgeConformance } from './conformance.ts'
import { git } from './git.ts'
import { makeLocalWorld } from './local-world.ts'

const { signal } = new AbortController()

forgeConformance('forge/local', makeLocalWorld)

it('locks that a killed git left behind stop neither the making nor the removal of a branch', async () => {
  await using world = await makeLocalWorld()
  const tag = { owner: 'sandbox:one', task: 'task-1' }
  const repository = 'acme/shop'
  const branch = 'sandbox/one'
  await world.forge.ensureRepository({ repository, template: world.template, private: true }, tag, signal)
  await git([`--git-dir=${world.pathOf('forge/acme/shop.git')}`, 'pack-refs', '--all'], { signal })
  const leaveLock = async (name: string): Promise<void> => {
    const lock = world.pathOf(`forge/acme/shop.git/${name}`)
    await mkdir(join(lock, '..'), { recursive: true })
    await writeFile(lock, '')
    await utimes(lock, new Date(0), new Date(0))
  }
  await leaveLock(`refs/heads/${branch}.lock`)
  await world.forge.ensureBranch({ repository, branch, source: 'main' }, tag, signal)
  await git([`--git-dir=${world.pathOf('forge/acme/shop.git')}`, 'pack-refs', '--all'], { signal })
  await leaveLock('packed-refs.lock')
  await world.forge.remove({ kind: 'branch', name: `${repository}@${branch}` }, tag, signal)
  assert.deepEqual(Object.keys(await world.heads(repository)), ['main'])
  assert.deepEqual(await world.leftovers(), [])
})

it('a repository and a checkout run no program that their configuration names', async () => {
  await using world = await makeLocalWorld()
  const tag = { owner: 'sandbox:one', task: 'task-1' }
  const hooks = world.pathOf('forge/slipway/sample.git/hooks')
  const proof = world.pathOf('proof')
  await mkdir(hooks)
  for (const hook of ['post-checkout', 'reference-transaction', 'pre-receive', 'post-index-change']) {
    await writeFile(join(hooks, hook), `#!/bin/sh\ntouch '${proof}'\n`, { mode: 0o755 })
  }
  const directory = await world.newDirectory()
  const branch = { repository: 'slipway/sample', branch: 'sandbox/one', source: 'main' }
  await world.forge.ensureBranch(branch, tag, signal)
  await world.forge.ensureCheckout({ ...branch, directory }, tag, signal)
  await assert.rejects(readdir(proof), { code: 'ENOENT' })
})

it('the first commit of a repository names its template', async () => {
  await using world = await makeLocalWorld()
  const request = { repository: 'acme/shop', template: world.template, private: true }
  await world.forge.ensureRepository(request, { owner: 'workspace:w', task: 'task-1' }, signal)
  assert.match((await world.messages('acme/shop', 'main')).join(), new RegExp(world.template))
})

it('a list passes over what is on the forge under a name that no repository of ours can have', async () => {
  await using world = await makeLocalWorld()
  const tag = { owner: 'workspace:w', task: 'task-1' }
  await mkdir(world.pathOf('forge/acme/odd name.git'), { recursive: true })
  await mkdir(world.pathOf('forge/-odd/shop.git'), { recursive: true })
  await symlink(world.pathOf('forge/slipway/sample.git'), world.pathOf('forge/acme/linked.git'))
  await world.forge.ensureRepository({ repository: 'acme/shop', template: world.template, private: true }, tag, signal)
  assert.deepEqual(await world.forge.list(signal), [{ kind: 'repository', name: 'acme/shop', ...tag }])
})

const announced: BranchTag = { owner: 'sandbox:one', task: 'task-1', state: 'making', commit: 'aaa' }
const made: BranchTag = { ...announced, state: 'made' }

it('whose a branch is follows from its tag and its head', () => {
  assert.deepEqual(standingOf(undefined, undefined), { is: 'absent' })
  assert.deepEqual(standingOf(undefined, 'aaa'), { is: 'foreign' })
  assert.deepEqual(standingOf(announced, undefined), { is: 'announced', tag: announced })
  assert.deepEqual(standingOf(announced, 'aaa'), { is: 'whole', tag: announced, commit: 'aaa' })
  assert.deepEqual(standingOf(announced, 'bbb'), { is: 'foreign' })
  assert.deepEqual(standingOf(made, 'bbb'), { is: 'whole', tag: made, commit: 'bbb' })
  assert.deepEqual(standingOf(made, undefined), { is: 'announced', tag: made })
})

it('a branch that somebody else pushed after it was announced stays theirs', async () => {
  await using world = await makeLocalWorld()
  const tag = { owner: 'sandbox:one', task: 'task-1' }
  const [repository, branch] = ['acme/shop', 'sandbox/one']
  const path = world.pathOf('forge/acme/shop.git')
  await world.forge.ensureRepository({ repository, template: world.template, private: true }, tag, signal)
  const { main: commit } = await world.heads(repository)
  assert.ok(commit)
  const theirs = await world.push(repository, branch, 'theirs.txt')
  for (const verb of ['remove', 'ensure'] as const) {
    await claimBranch(path, branch, { ...tag, state: 'making', commit })
    if (verb === 'remove') await world.forge.remove({ kind: 'branch', name: `${repository}@${branch}` }, tag, signal)
    else
      await assert.rejects(world.forge.ensureBranch({ repository, branch, source: 'main' }, tag, signal), {
        code: 'NAME_TAKEN',
      })
    assert.equal(await readBranchTag(path, branch), undefined)
    assert.deepEqual(await world.heads(repository), { main: commit, [branch]: theirs })
  }
})
