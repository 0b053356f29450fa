import type { World } from '../drivers/world.ts'
import type { Ledger } from '../records/ledger.ts'
import type { Leftover } from './look.ts'

export interface RemovalDeps {
  readonly world: World
  readonly ledger: Ledger
  /** Whether a task that has not ended claims an owner: it may be about to adopt what an earlier one left. */
  readonly isClaimed: (owner: string) => Promise<boolean>
}

/**
 * Removes a thing that nobody has.
 * @returns false, and leaves it, when a task claims its owner
 * @throws whatever its driver throws
 */
export async function removeThing(
  thing: Leftover,
  { world, ledger, isClaimed }: RemovalDeps,
  signal: AbortSignal,
): Promise<boolean> {
  if (await isClaimed(thing.owner)) return false
  await world.remove(thing, thing.reason === 'not in the ledger' ? thing : { owner: thing.owner }, signal)
  await ledger.drop(thing)
  return true
}
