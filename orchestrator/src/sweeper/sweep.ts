import { Failure, type EffectKind, type WireFailure } from '#contract'
import type { Thing } from '../drivers/effect.ts'
import type { Leftovers } from '../records/leftovers.ts'
import { look, type Leftover, type LookDeps } from './look.ts'
import { noteLeftovers } from './note-leftovers.ts'
import { removeThing, type RemovalDeps } from './remove-thing.ts'

export interface SweepDeps extends LookDeps, RemovalDeps {
  /** Where those who look on find what could not be set right. */
  readonly leftovers: Leftovers
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
 * gone. What a task that has not ended may still be working on is left alone. What could not be set right is noted.
 */
export async function sweep(deps: SweepDeps, signal: AbortSignal): Promise<SweepReport> {
  const { leftovers, missing, unlisted, standing } = await look(deps, signal)
  const { removed, failed } = await removeAll(leftovers, deps, signal)
  await noteLeftovers(deps.leftovers, { failed, missing, unlisted })
  return {
    ...{ removed, failed, standing },
    missing: missing.map(({ kind, name }) => ({ kind, name })),
    unlisted: unlisted.map(({ kinds, failure }) => ({ kinds, failure: failure.toJSON() })),
  }
}

async function removeAll(leftovers: readonly Leftover[], deps: SweepDeps, signal: AbortSignal) {
  const removed: Leftover[] = []
  const failed: (Leftover & { failure: WireFailure })[] = []
  for (const thing of leftovers.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))) {
    try {
      if (await removeThing(thing, deps, signal)) removed.push(thing)
    } catch (thrown) {
      signal.throwIfAborted()
      failed.push({ ...thing, failure: Failure.from(thrown).toJSON() })
    }
  }
  return { removed, failed }
}
