import type { Redis } from 'ioredis'
import { z } from 'zod'
import { TASK_INDEX, taskKey } from '#contract'
import type { Principal } from './access/principal.ts'
import { canSeeTask } from './access/roles.ts'
import { cursorOf, placeOf, type PageQuery } from './http/page.ts'
import { onRedis } from './redis.ts'
import type { Task } from './schemas/task.ts'
import { pendingTask, readWaiting, viewOf, type Lanes } from './tasks.ts'

/** Tasks that are looked at together, and for one page at most: a filter that fits few is answered with a short page. */
const BATCH = 200
const MOST_LOOKED_AT = 4_000

export interface TaskFilter {
  readonly status?: readonly string[] | undefined
  readonly type?: string | undefined
  readonly resource_type?: string | undefined
  readonly resource_id?: string | undefined
  readonly team_id?: string | undefined
  readonly user_id?: string | undefined
}

/** Where a task stands in the index: its time of creation in milliseconds, and its id. */
const Place = z
  .string()
  .regex(/^\d{1,15}\|./)
  .transform((text) => ({ score: text.split('|', 1)[0] ?? '', id: text.slice(text.indexOf('|') + 1) }))
type Place = z.infer<typeof Place>

const Entries = z.array(z.string())
const Hash = z.record(z.string(), z.string())

const passes = (task: Task, { status, ...exact }: TaskFilter): boolean =>
  (status === undefined || status.includes(task.status)) &&
  Object.entries(exact).every(([field, wanted]) => wanted === undefined || Reflect.get(task, field) === wanted)

/** The newest tasks first. */
export const createTaskList = (redis: Redis, lanes: Lanes) => {
  const placesFrom = async (start: Place | undefined, offset: number): Promise<Place[]> => {
    const range = [TASK_INDEX, start?.score ?? '+inf', '-inf'] as const
    const entries = await onRedis(() => redis.zrevrangebyscore(...range, 'WITHSCORES', 'LIMIT', offset, BATCH))
    return Entries.parse(entries).flatMap((id, at, all) => (at % 2 === 0 ? [{ id, score: all[at + 1] ?? '' }] : []))
  }
  /** The tasks at some places; one that is kept no longer is left out. */
  const tasksAt = async (places: readonly Place[]): Promise<{ place: Place; task: Task }[]> => {
    const pipeline = redis.pipeline()
    for (const { id } of places) pipeline.hgetall(taskKey(id))
    const answers = await onRedis(() => pipeline.exec())
    const tasks = await Promise.all(
      places.map(async (place, at) => {
        const [error, value] = answers?.[at] ?? []
        if (error instanceof Error) throw error
        const hash = Hash.parse(value)
        if (Object.keys(hash).length > 0) return [{ place, task: viewOf(hash) }]
        const waiting = await readWaiting(lanes, place.id)
        return waiting === undefined ? [] : [{ place, task: pendingTask(waiting) }]
      }),
    )
    return tasks.flat()
  }
  const isAfter = ({ score, id }: Place, start: Place): boolean =>
    Number(score) < Number(start.score) || (score === start.score && id < start.id)

  /** A page of the tasks that a principal sees. @throws Failure INVALID_REQUEST for a wrong cursor, REDIS_UNAVAILABLE */
  return async (principal: Principal, filter: TaskFilter, { limit, cursor }: PageQuery) => {
    const start = cursor === undefined ? undefined : placeOf(cursor, Place)
    const items: Task[] = []
    let last: Place | undefined
    for (let offset = 0; offset < MOST_LOOKED_AT; offset += BATCH) {
      const places = await placesFrom(start, offset)
      const unseen = start === undefined ? places : places.filter((place) => isAfter(place, start))
      for (const { place, task } of await tasksAt(unseen)) {
        if (canSeeTask(principal, task) && passes(task, filter)) {
          if (items.length === limit) return { items, next_cursor: cursorOf(`${last?.score}|${last?.id}`) }
          items.push(task)
        }
        last = place
      }
      last = unseen.at(-1) ?? last
      if (places.length < BATCH) return { items }
    }
    return { items, ...(last === undefined ? {} : { next_cursor: cursorOf(`${last.score}|${last.id}`) }) }
  }
}
