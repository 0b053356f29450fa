/**
 * `kill -9` of the orchestrator at every boundary between two steps of what reaches into the clouds, with real containers:
 * nothing is left in any of them. Each death is noticed by a lock that runs out after 6 s.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startCloud } from '../support/cloud.ts'
import { assertCloudEmpty } from '../support/cloud-world.ts'
import { install } from '../support/installation.ts'
import { boundariesOf, liveThroughKills } from '../support/killing.ts'
import { CLOUD_LIFE } from '../support/lineage.ts'

const LINEAGES = 3
const open = boundariesOf({
  'workspace.provision': 27,
  'sandbox.provision': 18,
  'sandbox.delete': 11,
  'workspace.delete': 11,
})

/**
 * Within which everything has ended: 20 s, and twice the 5 s for which a removal that was killed between a purge and its note
 * doubts what a replica of Graph shows (a quarter of GRAPH_CONSISTENCY_S).
 */
const RECOVERY_MS = 30_000

async function live(): Promise<void> {
  await using cloud = await startCloud()
  await using installation = await install({ env: cloud.env })
  await liveThroughKills(installation, CLOUD_LIFE, open, RECOVERY_MS)
  await assertCloudEmpty(cloud)
}

test('an orchestrator killed at any moment leaves nothing in any cloud', async () => {
  const lives = await Promise.allSettled(Array.from({ length: LINEAGES }, live))
  const failed = lives.flatMap((life) => (life.status === 'rejected' ? [String(life.reason)] : []))
  assert.deepEqual(failed, [])
  assert.deepEqual([...open], [])
})
