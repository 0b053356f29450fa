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
