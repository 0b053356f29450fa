/** Wrong set-ups that only a task meets: it fails with cause and remedy at the first run, and leaves nothing anywhere. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { directoryOf, FAILURES, hostOf, madeTeamId, ownerKey, type FailureCode } from '#contract'
import { assertActive, assertGone, assertToldOnce, endOf } from '../support/ended.ts'
import { inCloud } from '../support/cloud-world.ts'
import { startCloud, type Cloud } from '../support/cloud.ts'
import { install, type Installation } from '../support/installation.ts'
import { fresh, workspace, type Resource, type TaskRequest } from '../support/tasks.ts'
import { traces } from '../support/world.ts'

describe('A task that meets a wrong set-up', { concurrency: true, timeout: 120_000 }, () => {
  const held = new AsyncDisposableStack()
  let cloud: Cloud
  let slip: Installation

  before(async () => {
    cloud = held.use(await startCloud())
    slip = held.use(await install({ env: cloud.env }))
  })
  after(() => held.disposeAsync())

  const requestFrom = (each: Resource, template: string): TaskRequest => {
    const request = workspace.provision(each)
    return { ...request, payload: { ...request.payload, template_repo: template } }
  }

  /** What stands past the network and has to do with a resource. */
  const inCloudOf = async ({ slug }: Resource) => (await inCloud(cloud)).filter((thing) => thing.includes(slug))

  /** Ends failed, once and for all, in its first run; and nothing of it is anywhere. */
  async function assertRefused(each: Resource, request: TaskRequest, code: FailureCode, says: RegExp): Promise<void> {
    const stood = await inCloudOf(each)
    const task = await slip.enqueue(request)
    const record = await endOf(slip, task)
    assert.deepEqual([record.status, record.error_code], ['failed', code], record.error)
    assert.match(record.error ?? '', says)
    assert.ok(!FAILURES[code].remedy.includes('retried'), 'what to do is not to wait')
    assert.equal(record.attempt, 1)
    assert.deepEqual(record.leftovers, [])
    assertToldOnce(slip, task)

    const team = { id: madeTeamId(each.id), slug: each.slug }
    for (const [type, { id, slug }] of [
      ['workspace', each],
      ['team', team],
    ] as const) {
      await assertGone(slip, type, id)
      assert.deepEqual(await traces(slip.dataDir, { name: directoryOf(type, slug), id: ownerKey(type, id) }), [])
    }
    assert.deepEqual(await traces(slip.dataDir, { name: each.slug, id: each.id }), [])
    assert.deepEqual(await inCloudOf(each), stood)
  }

  const callsFor = (operation: string, about: string) =>
    cloud.github.calls.filter((call) => call.operation === operation && call.path.includes(about))

  it('names a template that is not there', async () => {
    const each = fresh('bad')
    await assertRefused(each, requestFrom(each, 'slipway/no-such'), 'TEMPLATE_REPO_NOT_FOUND', /slipway\/no-such/)
    assert.equal(callsFor('repos/get', 'slipway/no-such').length, 1)
  })

  it('names a repository whose name is taken, and leaves it as it is', async () => {
    const each = fresh('bad')
    const name = `slipway/${each.slug}`
    await cloud.github.addRepository(name, { files: { 'mine.txt': 'mine' }, description: 'mine' })
    await assertRefused(each, workspace.provision(each), 'NAME_TAKEN', new RegExp(name))
    const still = cloud.github.repositories().find(({ fullName }) => fullName === name)
    assert.equal(still?.description, 'mine')
    await cloud.github.removeRepository(name)
  })

  it('names a host that does not resolve, and spends one validation on it', async () => {
    const each = fresh('bad')
    const host = hostOf('workspace', each.slug, 'slipway.test')
    await cloud.pebble.unresolvable(host)
    await assertRefused(each, workspace.provision(each), 'CHALLENGE_FAILED', new RegExp(host))
    assert.equal(cloud.pebble.failedValidations(), 1)
  })

  it('hinders no other', async () => {
    const each = fresh('good')
    await assertActive(slip, await endOf(slip, await slip.enqueue(workspace.provision(each))))
    assert.notDeepEqual(await inCloudOf(each), [])
    const gone = await endOf(slip, await slip.enqueue(workspace.delete(each)))
    assert.equal(gone.status, 'completed', gone.error)
    assert.deepEqual(await inCloudOf(each), [])
  })
})
