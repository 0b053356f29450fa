import type { Redis } from 'ioredis'
import { z } from 'zod'
import { EVENT_STREAM_LENGTH, RETENTION_S, TASK_INDEX, taskKey } from '#contract'
import { loadScript } from './script.ts'

/** How much is kept of what has ended. */
export interface Retention {
  /** Seconds that the record of a task is kept after its end. */
  readonly recordS: number
  /** About how many events are kept. */
  readonly events: number
}

export const DEFAULT_RETENTION: Retention = { recordS: RETENTION_S, events: EVENT_STREAM_LENGTH }

/** Ids that are looked at in one go. */
const PAGE = 500

const trim = loadScript('trim-index', z.tuple([z.number(), z.number()]))

/**
 * Takes out of the index of tasks those whose record is gone.
 * @param before what was made later has its record still
 * @returns how many there were
 */
export async function trimTaskIndex(redis: Redis, before: Date): Promise<number> {
  let gone = 0
  for (let kept = 0; ;) {
    const [seen, removed] = await trim(redis, [TASK_INDEX], [before.getTime(), kept, PAGE, taskKey('')])
    gone += removed
    kept += seen - removed
    if (seen < PAGE) return gone
  }
}
