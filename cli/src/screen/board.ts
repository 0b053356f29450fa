import type { News } from '../tasks/follow-all.ts'

/** All tasks at once: those under way move, below those that have ended. */
export interface Board {
  readonly show: (news: News) => void
  readonly close: () => void
}
