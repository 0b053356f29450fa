import { ownerKey, type EffectKind, type Failure, type ResourceType } from '#contract'
import type { Claim, Found, Thing } from '../drivers/effect.ts'
import type { World } from '../drivers/world.ts'
import type { Inventory } from '../records/inventory.ts'
import type { Ledger, Standing } from '../records/ledger.ts'

export interface LookDeps {
  readonly world: World
  readonly ledger: Ledger
  readonly inventory: Pick<Inventory, 'all'>
  /** Ids of the tasks that have not ended. */
  readonly open: () => Promise<readonly string[]>
}

/** A thing that nobody has, and why it is thought so. */
export interface Leftover extends Claim, Thing {
  readonly reason: 'not in the ledger' | 'its owner is gone'
}

/** The ledger held against the world. */
export interface Sight {
  readonly leftovers: readonly Leftover[]
  /** What the ledger holds for somebody, and the world does not. */
  readonly missing: readonly Standing[]
  /** Kinds that could not be listed, and why: nothing is known of them. */
  readonly unlisted: readonly { readonly kinds: readonly EffectKind[]; readonly failure: Failure }[]
  /** How much stands where it should. */
  readonly standing: number
}

const TYPES: readonly ResourceType[] = ['team', 'workspace', 'sandbox']

/** Looks what nobody has, and what is missing. What a task that has not ended may still be working on is left out. */
export async function look(deps: LookDeps, signal: AbortSignal): Promise<Sight> {
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
  return {
    leftovers,
    missing: ledger.filter(
      (thing) =>
        owners.has(thing.owner) && !open.has(thing.task) && !present.has(keyOf(thing)) && !unknown.has(thing.kind),
    ),
    unlisted,
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
