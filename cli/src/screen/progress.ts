import type { TaskView } from '../tasks/view.ts'

/** Shows how far a task is, for as long as it is watched. */
export interface Progress {
  readonly show: (view: TaskView) => void
  /** The connection is lost: what is shown is what was known last. */
  readonly lost: () => void
  /** Leaves what was shown last as it is. */
  readonly end: () => void
}
