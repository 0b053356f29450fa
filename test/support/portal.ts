import { z } from 'zod'
import { Plan, ResourceRecord } from '#contract'
import type { TaskRequest } from './tasks.ts'

/** portal-api as a user of these tests sees it. */
export interface Portal {
  /** Enqueues a task; resolves with its id. */
  enqueue(task: TaskRequest, id?: string): Promise<string>
  /** Asks for a task to be cancelled; resolves with the HTTP status and, of a problem, its code. */
  cancel(id: string): Promise<{ readonly status: number; readonly code: string | undefined }>
  resources(): Promise<ResourceRecord[]>
  /** What a task would do. */
  plan(task: TaskRequest): Promise<Plan>
}

/** The user whom everything is told. */
export const USER = 'fault-user'

const Accepted = z.object({ id: z.string() })
const Problem = z.object({ code: z.string() })
const Resources = z.object({ resources: z.array(ResourceRecord) })

export function portalAt(url: string, token: string): Portal {
  const headers = { authorization: `Bearer ${token}` }
  const ask = (path: string, method: string) => fetch(`${url}${path}`, { method, headers })
  const send = async (path: string, { type, payload }: TaskRequest, id?: string): Promise<unknown> => {
    const body = JSON.stringify({ type, payload, user_id: USER, ...(id === undefined ? {} : { id }) })
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    })
    if (!response.ok) throw new Error(`${type}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  return {
    enqueue: async (task, id) => Accepted.parse(await send('/api/tasks', task, id)).id,
    plan: async (task) => Plan.parse(await send('/api/tasks?dry_run=true', task)),
    async cancel(id) {
      const response = await ask(`/api/tasks/${id}`, 'DELETE')
      return { status: response.status, code: Problem.safeParse(await response.json()).data?.code }
    },
    resources: async () => Resources.parse(await (await ask('/api/resources', 'GET')).json()).resources,
  }
}
