import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startCloudForge } from '../support/cloud.ts'
import { assertActive, endOf } from '../support/ended.ts'
import { install, type Installation } from '../support/installation.ts'
import { fresh, team, workspace } from '../support/tasks.ts'

const RETRY_AFTER_S = 2

describe('A GitHub that says to wait', { timeout: 120_000 }, () => {
  let forge: Awaited<ReturnType<typeof startCloudForge>>
  let installation: Installation
  before(async () => {
    forge = await startCloudForge()
    installation = await install({ env: { ...forge.env, HIGH_CONCURRENCY: '1' } })
  })
  after(async () => {
    await using _forge = forge
    await installation[Symbol.asyncDispose]()
  })

  it('is obeyed without holding the only slot, and costs no attempt', async () => {
    const github = forge.service
    const generate = 'repos/create-using-template'
    github.inject({ operation: generate, kind: 'throttled', times: 4, retryAfterS: RETRY_AFTER_S })
    const waiting = await installation.enqueue(workspace.provision(fresh('slow')))
    const { messages } = installation
    await messages.until(
      () => messages.of(waiting).find(({ message }) => message.startsWith('Trying again in')),
      'the word that it waits',
    )
    const meanwhile = await installation.enqueue(team.provision(fresh('quick')))
    await assertActive(installation, await endOf(installation, meanwhile))
    assert.equal((await installation.record(waiting)).status, 'processing')

    // Four answers that say to wait: more than the runs that a transient failure may cost.
    await assertActive(installation, await endOf(installation, waiting, 60_000))
    const asked = github.calls.filter(({ operation }) => operation === generate).map(({ at }) => at)
    assert.equal(asked.length, 5)
    for (const [index, at] of asked.slice(1).entries())
      assert.ok(at - (asked[index] ?? 0) >= RETRY_AFTER_S * 1_000, `asked again after ${at - (asked[index] ?? 0)} ms`)
  })
})
