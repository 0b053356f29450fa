import { Agents } from '../api/agent.ts'
import type { Api } from '../api/client.ts'
import { Problem } from '../api/problem.ts'
import { Resources } from '../api/resource.ts'
import { Task, Tasks } from '../api/task.ts'
import type { Snapshot } from '../state/model.ts'

/** Tasks that are read at once; what ended before is in the API. */
const MOST_TASKS = 100
const MOST_AGENTS = 20

const FORBIDDEN: readonly number[] = [403, 404]

const unlessForbidden = async <T>(reading: Promise<T>, otherwise: T): Promise<T> => {
  try {
    return await reading
  } catch (thrown) {
    if (thrown instanceof Problem && FORBIDDEN.includes(thrown.status)) return otherwise
    throw thrown
  }
}

/**
 * The present state, as far as the one who is signed in may see it.
 * @param watches whether that one may read tasks
 * @throws Problem
 */
export const readSnapshot = async (api: Api, watches: boolean): Promise<Omit<Snapshot, 'after'>> => {
  const readResources = unlessForbidden(api.get('/api/resources', Resources), { resources: [] })
  if (!watches) return { ...(await readResources), agents: [], tasks: [] }
  const tasksOf = (query: string) =>
    unlessForbidden(api.get(`/api/tasks?limit=${MOST_TASKS}${query}`, Tasks), { items: [], next_cursor: undefined })
  const [{ resources }, { items: agents }, ...pages] = await Promise.all([
    readResources,
    unlessForbidden(api.get(`/api/agents?limit=${MOST_AGENTS}`, Agents), { items: [] }),
    // The latest may all have ended: what runs is asked for by name.
    ...['', '&status=pending', '&status=processing'].map(tasksOf),
  ])
  return { resources, agents, tasks: pages.flatMap(({ items }) => items) }
}

/** Tasks by their ids; those that are gone, or not to be seen, are left out. @throws Problem */
export const readTasks = async (api: Api, ids: Iterable<string>): Promise<readonly Task[]> => {
  const read = await Promise.all(
    [...ids].map((id) => unlessForbidden<Task | undefined>(api.get(`/api/tasks/${id}`, Task), undefined)),
  )
  return read.filter((task) => task !== undefined)
}
