import { Failure, type EffectKind } from '#contract'
import type { Claim, EffectDriver, Found, Thing } from './effect.ts'

/** Everything that drivers made, whichever driver it was. */
export interface World {
  /** Removes a thing if the claim covers it; an absent one counts as removed. */
  remove(thing: Thing, claim: Claim, signal: AbortSignal): Promise<void>
  /** Why nothing of a kind can be made right now: what it can be neither made nor removed without is taken to be down. */
  unavailable(kind: EffectKind): Failure | undefined
  /** Everything that carries a tag of this installation. A driver that can't list its things does not hide the others'. */
  list(signal: AbortSignal): Promise<Listing>
}

export interface Listing {
  readonly found: readonly Found[]
  /** Kinds that could not be listed, and why. */
  readonly unlisted: readonly { readonly kinds: readonly EffectKind[]; readonly failure: Failure }[]
}

/** The world as the drivers know it: each kind of thing belongs to one of them. */
export function createWorld(all: readonly EffectDriver[]): World {
  const byKind = new Map<EffectKind, EffectDriver>(all.flatMap((driver) => driver.kinds.map((kind) => [kind, driver])))
  return {
    async remove(thing, claim, signal) {
      const driver = byKind.get(thing.kind)
      if (driver === undefined) throw new Failure('INTERNAL', `No driver makes a ${thing.kind}`)
      await driver.remove({ kind: thing.kind, name: thing.name }, claim, signal)
    },
    unavailable: (kind) => byKind.get(kind)?.unavailable?.(kind),
    async list(signal) {
      const listings = await Promise.all(all.map((driver) => listingOf(driver, signal)))
      return {
        found: listings.flatMap(({ found }) => found),
        unlisted: listings.flatMap(({ unlisted }) => unlisted),
      }
    },
  }
}

async function listingOf(driver: EffectDriver, signal: AbortSignal): Promise<Listing> {
  try {
    return { found: await driver.list(signal), unlisted: [] }
  } catch (thrown) {
    signal.throwIfAborted()
    return { found: [], unlisted: [{ kinds: driver.kinds, failure: Failure.from(thrown) }] }
  }
}
