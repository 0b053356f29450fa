import { Failure, ownerKey, type EffectKind, type ResourceType, type WireFailure } from '#contract'
import type { Claim, Found, Thing } from '../drivers/effect.ts'
import type { World } from '../drivers/world.ts'
import type { Inventory } from '../records/inventory.ts'
import type { Ledger, Standing } from '../records/ledger.ts'

export interface SweepDeps {
  readonly world: World
  readonly ledger: Ledger
  readonly inventory: Pick<Inventory, 'all'>
  /** Ids of the tasks that have not ended. */
  readonly open: () => Promise<readonly string[]>
  /** Whether a task that has not ended claims an owner: it may be about to adopt what an earlier one left. */
  readonly isClaimed: (owner: string) => Promise<boolean>
}

/** A thing that nobody has, and why it is thought so. */
export interface Leftover extends Claim, Thing {
  readonly reason: 'not in the ledger' | 'its owner is gone'
}

export interface SweepReport {
  readonly removed: readonly Leftover[]
  readonly failed: readonly (Leftover & { readonly failure: WireFailure })[]
  /** What the ledger holds for somebody, and the world does not. */
  readonly missing: readonly Thing[]
  /** Kinds that could not be listed, and why: nothing is known of them. */
  readonly unlisted: readonly { readonly kinds: readonly EffectKind[]; readonly failure: WireFailure }[]
  /** What stands where it should. */
  readonly standing: number
}

const TYPES: readonly ResourceType[] = ['team', 'workspace', 'sandbox']

/** What stands on something else goes before it. */
const ORDER: readonly EffectKind[] = [
  'agent-run',
  'stack',
  'redirect-uri',
  'branch',
  'certificate',
  'application',
  'repository',
  'checkout',
  'database',
  'directory',
]

/**
 * Holds the ledger against the world, and removes what nobody has: things that no ledger knows, and things whose owner is
 * gone. What a task that has not ended may still be working on is left alone.
 */
export async function sweep(deps: SweepDeps, signal: AbortSignal): Promise<SweepReport> {
  // In this order: whatever was found and then recorded, or removed, by a task that ended meanwhile, is seen as such.
  const { found, unlisted } = await deps.world.list(signal)
  const open = new Set(await deps.open())
  const owners = new Set(
    (await Promise.all(TYPES.map((type) => deps.inventory.all(type)))).flat().map(({ type, id }) => ownerKey(type, id)),
  )
  const ledger = await readLedger(deps.ledger)

  const known = new Set(ledger.map(keyOf))
  const leftovers: Leftover[] = [
    ...found
      .filter((thing) => !known.has(keyOf(thing)) && !open.has(thing.task))
      .map((thing) => leftover(thing, 'not in the ledger')),
    ...ledger
      .filter(({ owner, task, kept }) => kept !== true && !owners.has(owner) && !open.has(task))
      .map((thing) => leftover(thing, 'its owner is gone')),
  ]
  const present = new Set(found.map(keyOf))
  const unknown = new Set(unlisted.flatMap(({ kinds }) => kinds))
  const missing = ledger.filter(
    (thing) =>
      owners.has(thing.owner) && !open.has(thing.task) && !present.has(keyOf(thing)) && !unknown.has(thing.kind),
  )
  return {
    ...(await removeAll(leftovers, deps, signal)),
    missing: missing.map(({ kind, name }) => ({ kind, name })),
    unlisted: unlisted.map(({ kinds, failure }) => ({ kinds, failure: failure.toJSON() })),
    standing: ledger.filter((thing) => present.has(keyOf(thing))).length,
  }
}

const keyOf = ({ owner, kind, name }: Pick<Standing, 'owner' | 'kind' | 'name'>): string => `${owner} ${kind} ${name}`

const leftover = ({ kind, name, owner, task }: Found, reason: Leftover['reason']): Leftover => ({
  kind,
  name,
  owner,
  task,
  reason,
})

async function readLedger(ledger: Ledger): Promise<Standing[]> {
  const owners = await ledger.owners()
  return (await Promise.all(owners.map((owner) => ledger.of(owner)))).flat()
}

async function removeAll(leftovers: readonly Leftover[], { world, ledger, isClaimed }: SweepDeps, signal: AbortSignal) {
  const removed: Leftover[] = []
  const failed: (Leftover & { failure: WireFailure })[] = []
  for (const thing of leftovers.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))) {
    if (await isClaimed(thing.owner)) continue
    try {
      await world.remove(thing, thing.reason === 'not in the ledger' ? thing : { owner: thing.owner }, signal)
      await ledger.drop(thing)
      removed.push(thing)
    } catch (thrown) {
      signal.throwIfAborted()
      failed.push({ ...thing, failure: Failure.from(thrown).toJSON() })
    }
  }
  return { removed, failed }
}
