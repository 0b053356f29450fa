import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ForgeWorld } from './conformance-world.ts'
import { withCode } from './conformance-world.ts'

const MINE = { owner: 'workspace:mine', task: 'task-1' }
const THEIRS = { owner: 'workspace:theirs', task: 'task-9' }
const { signal } = new AbortController()

export function repositoriesConform(make: () => Promise<ForgeWorld>): void {
  describe('repositories', () => {
    it('are one commit with the files of the template', async () => {
      await using world = await make()
      const { forge, template } = world
      await world.push(template, 'main', 'second.txt')
      const repository = `${world.organisation}/shop`
      const made = await forge.ensureRepository({ repository, template, private: true }, MINE, signal)
      assert.equal(made.default_branch, 'main')
      assert.deepEqual(await world.files(repository, 'main'), await world.files(template, 'main'))
      assert.equal((await world.messages(repository, 'main')).length, 1)
      await world.push(template, 'main', 'later.txt')
      assert.ok(!(await world.files(repository, 'main')).includes('later.txt'))
    })

    it('are adopted by their owner with the tag and the commits they have', async () => {
      await using world = await make()
      const request = { repository: `${world.organisation}/shop`, template: world.template, private: true }
      const first = await world.forge.ensureRepository(request, MINE, signal)
      const commit = await world.push(request.repository, 'main', 'work.txt')
      const again = await world.forge.ensureRepository(request, { ...MINE, task: 'task-2' }, signal)
      assert.deepEqual(again, first)
      assert.deepEqual(await world.heads(request.repository), { main: commit })
      assert.deepEqual(await world.forge.list(signal), [{ kind: 'repository', name: request.repository, ...MINE }])
    })

    it('of another owner are refused, and neither changed nor removed', async () => {
      await using world = await make()
      const request = { repository: `${world.organisation}/shop`, template: world.template, private: true }
      await world.forge.ensureRepository(request, THEIRS, signal)
      const before = await world.heads(request.repository)
      await assert.rejects(world.forge.ensureRepository(request, MINE, signal), withCode('NAME_TAKEN'))
      await world.forge.remove({ kind: 'repository', name: request.repository }, { owner: MINE.owner }, signal)
      assert.deepEqual(await world.heads(request.repository), before)
      assert.deepEqual(await world.forge.list(signal), [{ kind: 'repository', name: request.repository, ...THEIRS }])
    })

    it('without a tag, such as the template, are refused, and neither listed nor removed', async () => {
      await using world = await make()
      const { forge, template } = world
      const before = await world.heads(template)
      await assert.rejects(
        forge.ensureRepository({ repository: template, template, private: true }, MINE, signal),
        withCode('NAME_TAKEN'),
      )
      await forge.remove({ kind: 'repository', name: template }, { owner: MINE.owner }, signal)
      assert.deepEqual(await world.heads(template), before)
      assert.deepEqual(await forge.list(signal), [])
    })

    it('from a template that is missing or empty are refused, and nothing is made', async () => {
      await using world = await make()
      const repository = `${world.organisation}/shop`
      for (const template of [`${world.organisation}/nowhere`, world.empty]) {
        const request = { repository, template, private: true }
        await assert.rejects(world.forge.ensureRepository(request, MINE, signal), withCode('TEMPLATE_REPO_NOT_FOUND'))
      }
      assert.deepEqual(await world.heads(repository), {})
      assert.deepEqual(await world.leftovers(), [])
    })

    it('are left by the undo of a task that did not make them, and removed by that of the one that did', async () => {
      await using world = await make()
      const request = { repository: `${world.organisation}/shop`, template: world.template, private: true }
      const thing = { kind: 'repository', name: request.repository } as const
      await world.forge.remove(thing, MINE, signal)
      await world.forge.ensureRepository(request, MINE, signal)
      await world.forge.remove(thing, { ...MINE, task: 'task-2' }, signal)
      assert.deepEqual(Object.keys(await world.heads(request.repository)), ['main'])
      await world.forge.remove(thing, MINE, signal)
      assert.deepEqual(await world.heads(request.repository), {})
      await world.forge.remove(thing, MINE, signal)
      assert.deepEqual(await world.leftovers(), [])
    })

    it('are not made for a signal that has aborted', async () => {
      await using world = await make()
      const request = { repository: `${world.organisation}/shop`, template: world.template, private: true }
      const reason = new Error('cancelled')
      await assert.rejects(world.forge.ensureRepository(request, MINE, AbortSignal.abort(reason)), reason)
      assert.deepEqual(await world.heads(request.repository), {})
    })
  })
}
