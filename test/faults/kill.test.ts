/**
 * `kill -9` of the orchestrator at every boundary between two steps, and inside the calls between them, of tasks of every
 * kind. Takes about two and a half minutes: each death is noticed by a lock that runs out after 6 s.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { install } from '../support/installation.ts'
import { boundariesOf, liveThroughKills } from '../support/killing.ts'
import { WHOLE_LIFE } from '../support/lineage.ts'

const LINEAGES = 3
const open = boundariesOf({
  'team.provision': 11,
  'workspace.provision': 27,
  'sandbox.provision': 18,
  'team.suspend': 3,
  'team.restart': 3,
  'workspace.delete': 15,
  'team.delete': 7,
})

async function live(): Promise<void> {
  await using installation = await install()
  await liveThroughKills(installation, WHOLE_LIFE, open)
}

test('an orchestrator killed at any moment: its tasks are carried through by the next', async () => {
  const lives = await Promise.allSettled(Array.from({ length: LINEAGES }, live))
  const failed = lives.flatMap((life) => (life.status === 'rejected' ? [String(life.reason)] : []))
  assert.deepEqual(failed, [])
  assert.deepEqual([...open], [])
})
