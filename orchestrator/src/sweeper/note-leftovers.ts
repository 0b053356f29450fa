import { leftoverId, type EffectKind, type LeftoverRecord, type WireFailure } from '#contract'
import type { Leftovers } from '../records/leftovers.ts'
import type { Standing } from '../records/ledger.ts'
import type { Leftover } from './look.ts'

interface Found {
  readonly failed: readonly (Leftover & { readonly failure: WireFailure })[]
  readonly missing: readonly Standing[]
  readonly unlisted: readonly { readonly kinds: readonly EffectKind[] }[]
}

/** Writes down what a sweep could not set right, in place of what the last one could not. */
export async function noteLeftovers(leftovers: Leftovers, { failed, missing, unlisted }: Found): Promise<void> {
  const before = new Map((await leftovers.all()).map((record) => [record.id, record]))
  const at = new Date().toISOString()
  const record = (
    thing: Pick<LeftoverRecord, 'kind' | 'name' | 'owner' | 'reason'> & { readonly failure?: WireFailure },
  ): LeftoverRecord => {
    const { kind, name, owner, reason, failure } = thing
    const id = leftoverId(thing)
    return {
      ...{ id, kind, name, owner, reason },
      ...(failure === undefined ? {} : { failure }),
      found_at: before.get(id)?.found_at ?? at,
      last_tried_at: at,
    }
  }
  const found = [
    ...failed.map(record),
    ...missing.map(({ kind, name, owner }) => record({ kind, name, owner, reason: 'missing' })),
  ]
  // Of kinds that could not be listed nothing is known: what was left of them may still be.
  const unknown = new Set(unlisted.flatMap(({ kinds }) => kinds))
  const ids = new Set(found.map(({ id }) => id))
  const gone = [...before.values()].filter(({ id, kind }) => !ids.has(id) && !unknown.has(kind))
  await leftovers.change(
    found,
    gone.map(({ id }) => id),
  )
}
