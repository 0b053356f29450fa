import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { exec } from '../../process/exec.ts'
import { perform, type ForgeCall } from './conformance-call.ts'
import type { ForgeWorld } from './conformance-world.ts'
import { git } from './git.ts'
import { makeLocalWorld } from './local-world.ts'

const { signal } = new AbortController()
const tag = { owner: 'sandbox:one', task: 'task-1' }
const REPOSITORY = 'acme/base'

/** A folder with a `git` that runs the real one, and kills whoever called it before or after the n-th command. */
async function makeDeadlyGit(): Promise<
  { folder: string; arm(moment: string, command: number): Promise<void> } & AsyncDisposable
> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-git-'))
  const { stdout: real } = await exec('which', ['git'], { signal })
  const script = `#!/bin/sh
count=$(($(cat '${folder}/count') + 1)); echo $count > '${folder}/count'
read -r moment command < '${folder}/armed'
[ "$moment $count" = "before $command" ] && kill -9 $PPID && exit 1
'${real}' "$@"; code=$?
[ "$moment $count" = "after $command" ] && kill -9 $PPID
exit $code
`
  await writeFile(join(folder, 'git'), script, { mode: 0o755 })
  return {
    folder,
    async arm(moment, command) {
      await writeFile(join(folder, 'count'), '0\n')
      await writeFile(join(folder, 'armed'), `${moment} ${command}\n`)
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

const CALLS: Record<
  'repository' | 'branch' | 'checkout',
  (world: ForgeWorld) => Promise<{ name: string; call: ForgeCall }>
> = {
  repository: ({ template }) => {
    const request = { repository: 'acme/shop', template, private: true }
    return Promise.resolve({ name: 'acme/shop', call: { verb: 'ensureRepository', request, tag } })
  },
  branch: () => {
    const request = { repository: REPOSITORY, branch: 'sandbox/one', source: 'main' }
    return Promise.resolve({ name: `${REPOSITORY}@sandbox/one`, call: { verb: 'ensureBranch', request, tag } })
  },
  checkout: async (world) => {
    const directory = await world.newDirectory()
    const request = { repository: REPOSITORY, branch: 'main', directory }
    return { name: directory, call: { verb: 'ensureCheckout', request, tag } }
  },
}

describe('forge/local, killed before and after each git command it runs', () => {
  for (const kind of ['repository', 'branch', 'checkout'] as const) {
    it(`makes and removes a ${kind} whole when the call is repeated`, async () => {
      await using deadly = await makeDeadlyGit()
      await using world = await makeLocalWorld(`${deadly.folder}:/usr/bin:/bin`)
      const base = { repository: REPOSITORY, template: world.template, private: true }
      await world.forge.ensureRepository(base, { owner: 'workspace:w', task: 'task-0' }, signal)
      const { name, call } = await CALLS[kind](world)
      const remove: ForgeCall = { verb: 'remove', thing: { kind, name }, claim: { owner: tag.owner } }
      const listed = async () =>
        (await world.forge.list(signal)).filter((found) => found.kind === kind && found.name === name)
      const commands = async (counted: ForgeCall): Promise<number> => {
        await deadly.arm('never', 0)
        assert.equal(await world.start(counted).ended, 'ok')
        return Number(await readFile(join(deadly.folder, 'count'), 'utf8'))
      }
      const ofMaking = await commands(call)
      const ofRemoving = await commands(remove)
      assert.ok(ofMaking > 1)
      for (const moment of ['before', 'after']) {
        for (let command = 1; command <= ofMaking; command++) {
          for (const repeated of [true, false]) {
            await deadly.arm(moment, command)
            assert.equal(await world.start(call).ended, 'killed')
            if (repeated) {
              await perform(world.forge, call, signal)
              assert.deepEqual(await listed(), [{ kind, name, ...tag }])
            }
            await perform(world.forge, remove, signal)
            assert.deepEqual(await listed(), [])
            assert.deepEqual(await world.leftovers(), [])
          }
        }
        for (let command = 1; command <= ofRemoving; command++) {
          await perform(world.forge, call, signal)
          await deadly.arm(moment, command)
          assert.equal(await world.start(remove).ended, 'killed')
          await perform(world.forge, remove, signal)
          assert.deepEqual(await listed(), [])
          assert.deepEqual(await world.leftovers(), [])
        }
      }
      assert.deepEqual(Object.keys(await world.heads(REPOSITORY)), ['main'])
    })
  }

  it('brings a checkout forward when the call is repeated', async () => {
    await using deadly = await makeDeadlyGit()
    await using world = await makeLocalWorld(`${deadly.folder}:/usr/bin:/bin`)
    const request = { repository: REPOSITORY, branch: 'main', directory: await world.newDirectory() }
    await world.forge.ensureRepository({ repository: REPOSITORY, template: world.template, private: true }, tag, signal)
    const { commit: old } = await world.forge.ensureCheckout(request, tag, signal)
    const commit = await world.push(REPOSITORY, 'main', 'theirs.txt')
    await world.forge.fetch(request, signal)
    const call: ForgeCall = { verb: 'bringForward', request: { ...request, commit } }
    const at = (...args: string[]) => git(['-C', world.pathOf(request.directory), ...args], { signal })
    const state = async () => [await at('rev-parse', 'HEAD'), await at('status', '--porcelain')]
    await deadly.arm('never', 0)
    assert.equal(await world.start(call).ended, 'ok')
    const commands = Number(await readFile(join(deadly.folder, 'count'), 'utf8'))
    assert.ok(commands > 1)
    let locked = 0
    // Those before only read.
    const first = commands - 4
    for (let command = first; command <= commands; command++) {
      await at('reset', '--quiet', '--hard', old)
      await deadly.arm('after', command)
      assert.equal(await world.start(call).ended, 'killed')
      if ((await readdir(world.pathOf(`${request.directory}/.git`))).includes('index.lock')) locked++
      assert.equal(await world.forge.bringForward(call.request, signal), undefined)
      assert.deepEqual(await state(), [commit, ''])
      assert.deepEqual(await world.leftovers(), [])
    }
    assert.equal(locked, commands - first + 1, 'the index is locked meanwhile')
  })
})
