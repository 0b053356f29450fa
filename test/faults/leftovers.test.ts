/**
 * An undo that fails because the Docker engine can't be reached: it is retried, reported, and what it left is removed by
 * the sweeper as soon as that is possible. Takes about 30 seconds.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { stackOf, type TaskRecord } from '#contract'
import { assertGone, assertSwept, assertToldOnce, endOf } from '../support/ended.ts'
import { linkToEngine, type EngineLink } from '../support/engine-link.ts'
import { install, type Installation } from '../support/installation.ts'
import { fresh, team, type Resource } from '../support/tasks.ts'
import { onEngine, ownerLabel, traces } from '../support/world.ts'

const SWEEPS = { 'by the orchestrator, time and again': '5', 'by npm run sweep': '86400' }

describe('what an undo left behind', { concurrency: true }, () => {
  for (const [how, interval] of Object.entries(SWEEPS))
    describe(`is removed ${how}`, { concurrency: false }, () => {
      let slip: Installation
      let link: EngineLink
      const [failing, cancelled] = [fresh('left'), fresh('left')]

      before(async () => {
        link = await linkToEngine()
        slip = await install({ throughHost: link.host, env: { SWEEP_INTERVAL_S: interval } })
      })
      after(async () => {
        await slip[Symbol.asyncDispose]()
        await link[Symbol.asyncDispose]()
      })

      const heard = (task: string, start: string) =>
        slip.messages.until(() => slip.messages.of(task).find(({ message }) => message.startsWith(start)), start)

      const assertLeft = async (record: TaskRecord, each: Resource): Promise<void> => {
        const stack = { action: 'create', kind: 'stack', name: stackOf('team', each.slug), owner: `team:${each.id}` }
        assert.deepEqual(record.leftovers, [stack])
        assert.deepEqual(await slip.ledger(`team:${each.id}`), [`stack ${stack.name}`])
        const told = slip.messages.of(record.id).map(({ message }) => message)
        assert.ok(
          told.some((message) => message.startsWith('Could not undo: Creating the containers (DOCKER_UNAVAILABLE')),
        )
        assert.ok(told.includes('Undone: Making the directory'), 'it carries on past what it can not undo')
        assertToldOnce(slip, record.id)
      }

      it('after it was reported', async () => {
        const tasks = await Promise.all([failing, cancelled].map((each) => slip.enqueue(team.provision(each))))
        const [fails = '', cancels = ''] = tasks
        await Promise.all(tasks.map((task) => heard(task, 'Starting the containers')))
        link.cut()
        await Promise.all(tasks.map((task) => heard(task, 'Trying again')))
        await slip.cancel(cancels)
        const records = [await endOf(slip, fails, 60_000), await endOf(slip, cancels)]
        assert.deepEqual(
          records.map(({ status, error_code }) => [status, error_code]),
          [
            ['failed', 'DOCKER_UNAVAILABLE'],
            ['cancelled', 'CANCELLED'],
          ],
        )
        for (const [index, each] of [failing, cancelled].entries()) {
          const record = records[index]
          assert.ok(record !== undefined)
          await assertLeft(record, each)
        }
      })

      it('when the engine is back', async () => {
        if (interval === '5') {
          await link.mend()
          const owners = new Set([failing, cancelled].map(({ id }) => `team:${id}`))
          await ledgersAreGone(slip, owners)
        } else {
          await assert.rejects(slip.sweep(), 'the sweeper says that it can not see the engine')
          await link.mend()
          const { removed, failed } = await slip.sweep()
          assert.deepEqual(removed.map(({ kind, name }) => `${kind} ${name}`).sort(), stacksOf([failing, cancelled]))
          assert.deepEqual(failed, [])
        }
        for (const each of [failing, cancelled]) {
          await assertGone(slip, 'team', each.id)
          assert.deepEqual(await traces(slip.dataDir, { name: each.slug, id: each.id }), [])
        }
        assert.deepEqual(await onEngine(slip.docker, ownerLabel(`team:${failing.id}`)), [])
        await assertSwept(slip)
      })
    })
})

const stacksOf = (teams: readonly Resource[]): string[] =>
  teams.map(({ slug }) => `stack ${stackOf('team', slug)}`).sort()

/** Redis tells of every change of these keys. */
async function ledgersAreGone({ redis }: Installation, owners: ReadonlySet<string>): Promise<void> {
  await redis.config('SET', 'notify-keyspace-events', 'Kgh')
  const subscriber = redis.duplicate()
  try {
    await subscriber.psubscribe('__keyspace@0__:slipway:ledger*')
    const signal = AbortSignal.timeout(30_000)
    for (;;) {
      const changed = once(subscriber, 'pmessage', { signal })
      changed.catch(() => undefined) // it is awaited below, unless there is nothing to wait for
      const left = await redis.smembers('slipway:ledgers')
      if (!left.some((owner) => owners.has(owner))) return
      await changed
    }
  } finally {
    subscriber.disconnect()
  }
}
