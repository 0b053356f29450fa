import assert from 'node:assert/strict'
import { ownerKey, type TaskRecord } from '#contract'
import type { Installation } from './installation.ts'
import { isFinal } from './messages.ts'
import { onEngine, ownerLabel } from './world.ts'

/** What a task is seen to have ended as: told once on each channel, and recorded the same. */
export async function endOf(installation: Installation, task: string, withinMs?: number): Promise<TaskRecord> {
  const final = await installation.messages.ended(task, withinMs)
  const { messages } = installation
  const told = () => messages.statusesOf(task)[0] ?? messages.ofAgent(task).find(({ type }) => type === 'finished')
  await messages.until(told, `the status message of ${task}`)
  const record = await installation.record(task)
  assert.equal(final.type, `task.${record.status}`)
  return record
}

/** To be asked after everything has come to rest: a second final message would have come by then. */
export function assertToldOnce({ messages }: Installation, task: string): void {
  const told = messages.of(task)
  assert.equal(told.filter(isFinal).length, 1, `final messages of ${task}: ${JSON.stringify(told.filter(isFinal))}`)
  assert.equal(told.at(-1), told.find(isFinal), 'the final message is the last one')
  assert.equal(messages.statusesOf(task).length, 1, `status messages: ${JSON.stringify(messages.statusesOf(task))}`)
}

/** A provision that was completed: all that the plan says stands, and the application answers. */
export async function assertActive(installation: Installation, record: TaskRecord): Promise<void> {
  assert.equal(record.status, 'completed', `${record.type}: ${record.error ?? ''}`)
  const planned = (record.effects ?? []).filter(({ action }) => action === 'create')
  for (const owner of new Set(planned.map((effect) => effect.owner))) {
    const own = planned.filter((effect) => effect.owner === owner).map(({ kind, name }) => `${kind} ${name}`)
    assert.deepEqual(await installation.ledger(owner), own.sort(), 'the ledger equals the plan')
    const things = await onEngine(installation.docker, ownerLabel(owner))
    assert.equal(things.length, 2, `one container and one network: ${things.join(', ')}`)
    assert.ok(things[0]?.endsWith(' running'), things.join(', '))
  }
  const url = record.result?.['url']
  assert.ok(typeof url === 'string')
  assert.equal((await fetch(`${url}/health`)).status, 200)
}

/** Nothing is left of an owner, neither on the engine nor in the ledger nor in the inventory. */
export async function assertGone(
  { docker, ledger, redis }: Installation,
  type: 'team' | 'workspace' | 'sandbox',
  id: string,
): Promise<void> {
  const owner = ownerKey(type, id)
  assert.deepEqual(await onEngine(docker, ownerLabel(owner)), [])
  assert.deepEqual(await ledger(owner), [])
  assert.equal(await redis.hexists(`inventory:${type}`, id), 0)
}

/** Ledger and world agree: nothing is left over, and nothing is missing. */
export async function assertSwept(installation: Installation): Promise<void> {
  const owners = await installation.redis.smembers('slipway:ledgers')
  const ledgers = await Promise.all(owners.map(installation.ledger))
  const standing = ledgers.flat().length
  assert.deepEqual(await installation.sweep(), { removed: [], failed: [], missing: [], standing })
}
