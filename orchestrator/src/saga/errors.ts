import { Failure } from '#contract'

/** Why a run is stopped from outside; the reason its signal is aborted with. */
export class Handover extends Error {
  override readonly name = 'Handover'
  constructor() {
    super('This orchestrator is shutting down: another one carries on.')
  }
}

/** The reason a run's cancel signal is aborted with. */
export class CancelRequested extends Error {
  override readonly name = 'CancelRequested'
  constructor() {
    super('The task was cancelled.')
  }
}

/** Why the other steps of a stage are stopped when one has failed for good. */
export class SiblingFailed extends Error {
  override readonly name = 'SiblingFailed'
}

/** What was thrown, as it is told. */
export const reasonOf = (thrown: unknown): Failure =>
  thrown instanceof CancelRequested ? new Failure('CANCELLED', thrown.message, { cause: thrown }) : Failure.from(thrown)
