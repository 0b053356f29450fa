import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Plan, ResourceRecord } from '#contract'
import { createInspector } from './described.ts'
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

const inspect = createInspector(
  JSON.parse(await readFile(join(import.meta.dirname, '../../portal-api/openapi.json'), 'utf8')),
)

export function portalAt(url: string, token: string): Portal {
  /** An answer, which has to be as portal-api's document describes it. */
  const ask = async (address: string, init: RequestInit = {}) => {
    const typed = init.body === undefined ? {} : { 'content-type': 'application/json' }
    const headers = { authorization: `Bearer ${token}`, ...typed }
    const response = await fetch(`${url}${address}`, { ...init, headers })
    const { status, ok } = response
    const [contentType, body] = [response.headers.get('content-type') ?? undefined, await response.text()]
    assert.equal(inspect({ method: init.method ?? 'GET', address, status, contentType, body }), undefined)
    const json: unknown = JSON.parse(body)
    return { ok, status, text: body, body: json }
  }
  const send = async (path: string, { type, payload }: TaskRequest, id?: string): Promise<unknown> => {
    const task = JSON.stringify({ type, payload, user_id: USER, ...(id === undefined ? {} : { id }) })
    const { ok, status, text, body } = await ask(path, { method: 'POST', body: task })
    if (!ok) throw new Error(`${type}: ${status} ${text}`)
    return body
  }
  return {
    enqueue: async (task, id) => Accepted.parse(await send('/api/tasks', task, id)).id,
    plan: async (task) => Plan.parse(await send('/api/tasks?dry_run=true', task)),
    async cancel(id) {
      const { status, body } = await ask(`/api/tasks/${id}`, { method: 'DELETE' })
      return { status, code: Problem.safeParse(body).data?.code }
    },
    resources: async () => Resources.parse((await ask('/api/resources')).body).resources,
  }
}
