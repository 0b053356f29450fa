/** Redis killed and started again on what it had written, in the middle of provisions. Takes about 30 seconds. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EVENT_STREAM, TaskMessage, type TaskRecord } from '#contract'
import { assertActive, assertSwept } from '../support/ended.ts'
import { install, type Installation } from '../support/installation.ts'
import { isFinal } from '../support/messages.ts'
import { fresh, sandbox, team, workspace } from '../support/tasks.ts'

/** Messages of the workspace at which Redis dies. */
const MOMENTS = [2, 9, 16, 24]

/** What users were told of a task, as it is kept: nobody hears what is published while Redis is being killed. */
async function toldOf({ redis }: Installation, task: string): Promise<TaskMessage[]> {
  const events = await redis.xrange(EVENT_STREAM, '-', '+')
  return events.flatMap(([, [, channel = '', , id, , data = '']]) =>
    channel.startsWith('tasks:') && id === task ? [TaskMessage.parse(JSON.parse(data))] : [],
  )
}

/** Looks at what is kept until a task has ended; new events wake it. */
async function ended(installation: Installation, task: string): Promise<TaskRecord> {
  const reader = installation.redis.duplicate()
  reader.on('error', () => undefined)
  const deadline = performance.now() + 60_000
  try {
    while (performance.now() < deadline) {
      const [newest] = await installation.redis.xrevrange(EVENT_STREAM, '+', '-', 'COUNT', 1)
      if ((await toldOf(installation, task)).some(isFinal)) return await installation.record(task)
      await reader.xread('BLOCK', 5_000, 'STREAMS', EVENT_STREAM, newest?.[0] ?? '0')
    }
  } finally {
    reader.disconnect()
  }
  throw new Error(`${task} has not ended: ${JSON.stringify(await installation.record(task))}`)
}

test('Redis is killed in the middle of provisions: they end as if nothing had been', { concurrency: 2 }, async (t) => {
  const atEach = MOMENTS.map((moment) =>
    t.test(`at message ${moment} of a workspace`, async () => {
      await using slip = await install()
      const home = fresh('redis')
      const other = await slip.enqueue(team.provision(fresh('redis')))
      const task = await slip.enqueue(workspace.provision(home))
      await slip.messages.nth(task, moment)
      await slip.restartRedis()
      for (const id of [task, other]) {
        await assertActive(slip, await ended(slip, id))
        assert.equal((await toldOf(slip, id)).filter(isFinal).length, 1)
      }
      // And everything goes on: cancels and progress are heard, and new tasks are taken.
      const sand = await slip.enqueue(sandbox.provision(home, fresh('s')))
      await assertActive(slip, await ended(slip, sand))
      await assertSwept(slip)
    }),
  )
  await Promise.all(atEach)
})
