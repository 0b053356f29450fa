import type { EffectKind, Failure } from '#contract'

/** A thing in the world, by the name under which its driver finds it again. Names are formed in contract/names.ts. */
export interface Thing {
  readonly kind: EffectKind
  readonly name: string
}

/** Written onto everything that a driver makes: for whom (`team:<id>`), and by which task. */
export interface Tag {
  readonly owner: string
  readonly task: string
}

/**
 * What a removal may touch: things of this owner; with `task`, only those which that task made.
 * An undo names the task, so that what stood before it stays.
 */
export interface Claim {
  readonly owner: string
  readonly task?: string
}

/** A thing that was found in the world, with the tag it carries. */
export interface Found extends Thing, Tag {}

/** What every driver offers for what it makes: it can be removed and listed, whoever asks. */
export interface EffectDriver {
  readonly kinds: readonly EffectKind[]
  /**
   * Why nothing of a kind can be made right now, where it can neither be made nor be removed without a service that is
   * taken to be down. Asks nobody. @default nothing is known to stand in the way
   */
  readonly unavailable?: (kind: EffectKind) => Failure | undefined
  /**
   * Removes a thing. An absent one counts as removed. One that the claim does not cover is left alone, silently:
   * an undo may not touch what stood before.
   * @throws Failure when it could not be removed
   */
  remove(thing: Thing, claim: Claim, signal: AbortSignal): Promise<void>
  /** Everything in the world that this installation of Slipway tagged. */
  list(signal: AbortSignal): Promise<Found[]>
}
