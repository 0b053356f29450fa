import type { EffectKind } from '#contract'

/** A thing that stands in the world for an owner, or may stand: it was declared before it was made. */
export interface Standing {
  /** `team:<id>` */
  readonly owner: string
  readonly kind: EffectKind
  readonly name: string
  /** The task that declared it. */
  readonly task: string
  /** When, ISO 8601 UTC. */
  readonly at: string
  /** It was left standing on purpose when its owner was deleted. */
  readonly kept?: true | undefined
}

/** What was declared to stand in the world, by owner. */
export interface Ledger {
  /** Everything that stands, or may stand, for an owner. */
  of(owner: string): Promise<Standing[]>
  /** Owners that have anything. */
  owners(): Promise<string[]>
  /** Takes a thing out that is known to be gone. */
  drop(thing: Pick<Standing, 'owner' | 'kind' | 'name'>): Promise<void>
}
