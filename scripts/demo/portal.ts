import { z } from 'zod'
import {
  AGENT_CHANNEL,
  AgentFinished,
  AgentMessage,
  Effect,
  Plan,
  ResourceRecord,
  TaskMessage,
  TaskStatus,
  type TaskType,
} from '#contract'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { Slipway } from '../setup/slipway.ts'
import { ask } from './http.ts'
import { NotObserved } from './observe.ts'

/** A task as it is sent; portal-api fills in its id and time. */
export interface TaskRequest {
  readonly type: TaskType
  readonly user_id: string
  readonly payload: Readonly<Record<string, unknown>>
}

/** What portal-api says of a task that has ended, as far as the demo looks at it. */
const EndedTask = z.object({
  status: TaskStatus,
  error: z.string().optional(),
  error_code: z.string().optional(),
  effects: z.array(Effect).default([]),
  leftovers: z.array(Effect).default([]),
})
export type EndedTask = z.infer<typeof EndedTask>

const Accepted = z.object({ id: z.string() })
const Resources = z.object({ resources: z.array(ResourceRecord) })

/** portal-api over HTTP: all that the demo knows of tasks and resources. */
export interface Portal {
  /** Enqueues a task. @returns its id */
  readonly send: (task: TaskRequest) => Promise<string>
  readonly plan: (task: TaskRequest) => Promise<Plan>
  readonly task: (id: string) => Promise<EndedTask>
  /** What happens to a task, live, until it has ended. */
  readonly follow: (id: string) => AsyncGenerator<TaskMessage>
  /** The same, and what its agent does. */
  readonly followAgent: (id: string) => AsyncGenerator<TaskMessage | AgentMessage>
  readonly resources: () => Promise<readonly ResourceRecord[]>
}

/** A task that has not ended by then never will; no other answer takes as long. */
const LONGEST_MS = 300_000

const OfAgent = z.union([AgentMessage, AgentFinished])

/** Whether a message tells of an agent rather than of its task. */
export const isOfAgent = (message: TaskMessage | AgentMessage): message is AgentMessage => 'card_id' in message

/** @param signal ends every request */
export function connectPortal({ url, token }: Pick<Slipway, 'url' | 'token'>, signal: AbortSignal): Portal {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const request = (path: string, init: RequestInit = {}): Promise<Response> =>
    ask(`${url}${path}`, { ...init, headers }, { signal, longestMs: LONGEST_MS })
  const get = async <T extends z.ZodType>(path: string, schema: T) => schema.parse(await (await request(path)).json())
  const post = async <T extends z.ZodType>(path: string, body: unknown, schema: T) =>
    schema.parse(await (await request(path, { method: 'POST', body: JSON.stringify(body) })).json())

  async function* followAgent(id: string): AsyncGenerator<TaskMessage | AgentMessage> {
    const { body } = await request(`/api/tasks/${id}/events`)
    if (body === null) throw new NotObserved(`portal-api sent no events of task ${id}`)
    const events = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
    try {
      for await (const { event, data } of events) {
        if (event?.startsWith('task.') === true) yield TaskMessage.parse(JSON.parse(data))
        if (event !== AGENT_CHANNEL) continue
        const message = OfAgent.parse(JSON.parse(data))
        if (message.type !== 'finished') yield message // The task's own end tells the same.
      }
    } catch (cause) {
      signal.throwIfAborted()
      throw new NotObserved(`The events of task ${id} broke off, or did not end in ${LONGEST_MS / 1000} s`, { cause })
    }
  }

  return {
    send: async (task) => (await post('/api/tasks', task, Accepted)).id,
    plan: (task) => post('/api/tasks?dry_run=true', task, Plan),
    task: (id) => get(`/api/tasks/${id}`, EndedTask),
    followAgent,
    async *follow(id) {
      for await (const message of followAgent(id)) if (!isOfAgent(message)) yield message
    },
    resources: async () => (await get('/api/resources', Resources)).resources,
  }
}
