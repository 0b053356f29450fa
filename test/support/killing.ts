import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import { assertSwept, assertToldOnce, endOf } from './ended.ts'
import type { Installation } from './installation.ts'
import { Lineage, type Deed, type Life } from './lineage.ts'

const MOST_ROUNDS = 20
/** Within which everything has ended, from the moment that another orchestrator is there. */
const RECOVERY_MS = 20_000

const name = (kind: string, boundary: number): string => `${kind} after message ${boundary}`

/** Places at which the orchestrator has not been killed yet. */
export type Open = Set<string>

/** @param last of each kind of task, its messages before its final one, at most: that it was created, and each step's beginning and end */
export const boundariesOf = (last: Readonly<Record<string, number>>): Open =>
  new Set(
    Object.entries(last).flatMap(([kind, most]) => Array.from({ length: most }, (_, index) => name(kind, index + 1))),
  )

interface Task {
  readonly deed: Deed
  readonly id: string
}

interface Aim {
  readonly deed: Deed
  readonly boundary: number
}

/** Takes the next boundary of the kind that has most of them open. */
function takeAim(open: Open, deeds: readonly Deed[]): Aim | undefined {
  const missing = deeds.map((deed) => ({
    deed,
    boundaries: [...open].filter((each) => each.startsWith(`${deed.kind} `)),
  }))
  const [most] = missing.toSorted((a, b) => b.boundaries.length - a.boundaries.length)
  const [first] = most?.boundaries ?? []
  if (most === undefined || first === undefined) return undefined
  open.delete(first)
  return { deed: most.deed, boundary: Number(first.split(' ').at(-1)) }
}

const enqueue = (installation: Installation, deeds: readonly Deed[]): Promise<Task[]> =>
  Promise.all(deeds.map(async (deed) => ({ deed, id: await installation.enqueue(deed.request) })))

/** Kills the orchestrator at a message of one task while all the others are somewhere in the middle, too. */
async function killAt(
  installation: Installation,
  open: Open,
  deeds: readonly Deed[],
  { deed, boundary }: Aim,
): Promise<Task[]> {
  const { messages, slipway, redis } = installation
  const victim = slipway.orchestrators.at(-1)
  assert.ok(victim !== undefined)
  const [aimed] = await enqueue(installation, [deed])
  assert.ok(aimed !== undefined)
  await messages.nth(aimed.id, Math.max(1, boundary - Math.ceil(Math.random() * 10)))
  const others = await enqueue(
    installation,
    deeds.filter((each) => each !== deed),
  )
  await messages.nth(aimed.id, boundary)
  // Every other time it dies a little later: in the middle of what the message announced.
  const later = boundary % 2 === 0 ? 0 : 5 + Math.random() * 75
  if (later > 0) await setTimeout(later)
  victim.kill('SIGKILL')
  await victim.ended
  await redis.ping() // What was published before has been heard now.
  for (const { deed: each, id } of others) open.delete(name(each.kind, messages.of(id).length))
  // Messages that came before the signal had its effect stood at boundaries that no signal can tell apart.
  if (later === 0)
    for (let last = messages.of(aimed.id).length; last > boundary; last -= 1) open.delete(name(deed.kind, last))
  return [aimed, ...others]
}

async function verify(installation: Installation, tasks: readonly Task[]): Promise<void> {
  for (const { deed, id } of tasks) {
    assertToldOnce(installation, id)
    await deed.verify(installation, id)
  }
}

async function round(
  installation: Installation,
  open: Open,
  deeds: readonly Deed[],
  recoveryMs: number,
): Promise<void> {
  const aim = takeAim(open, deeds)
  const tasks = aim === undefined ? await enqueue(installation, deeds) : await killAt(installation, open, deeds, aim)
  if (aim !== undefined) await installation.slipway.addOrchestrator()
  const deadline = performance.now() + recoveryMs
  for (const { deed, id } of tasks) {
    const record = await endOf(installation, id, deadline - performance.now())
    assert.equal(record.status, 'completed', `${deed.kind}: ${record.error ?? ''}`)
  }
  await verify(installation, tasks)
}

/** Lets generations live in an installation, whose orchestrator is killed until no boundary is open; then all of them are deleted. */
export async function liveThroughKills(
  installation: Installation,
  life: Life,
  open: Open,
  recoveryMs = RECOVERY_MS,
): Promise<void> {
  const lineage = new Lineage(life)
  for (let rounds = 0; rounds < MOST_ROUNDS && open.size > 0; rounds += 1)
    await round(installation, open, lineage.next(), recoveryMs)
  const last = await enqueue(installation, lineage.end())
  for (const { id } of last) assert.equal((await endOf(installation, id)).status, 'completed')
  await verify(installation, last)
  assert.deepEqual(await installation.onEngine(), [])
  assert.deepEqual(await installation.redis.smembers('slipway:ledgers'), [])
  await assertSwept(installation)
}
