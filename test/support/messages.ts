import { EventEmitter, once } from 'node:events'
import { Redis } from 'ioredis'
import { z } from 'zod'
import { AGENT_CHANNEL, AgentFinished, AgentMessage, StatusMessage, TaskMessage } from '#contract'

const OfAgent = z.union([AgentFinished, AgentMessage])
type OfAgent = z.infer<typeof OfAgent>

const FINAL: readonly TaskMessage['type'][] = ['task.completed', 'task.failed', 'task.cancelled']
export const isFinal = ({ type }: TaskMessage): boolean => FINAL.includes(type)

/** Everything that is published to users and watchers of resources, as it comes. */
export class Messages implements AsyncDisposable {
  readonly #redis: Redis
  readonly #heard = new EventEmitter()
  readonly #ofTasks: TaskMessage[] = []
  readonly #log: string[] = []
  readonly #statuses: StatusMessage[] = []
  readonly #ofAgents: OfAgent[] = []

  private constructor(redis: Redis) {
    this.#redis = redis
    this.#heard.setMaxListeners(0)
    redis.on('error', () => undefined) // Redis is killed on purpose; the subscription comes back with it.
    redis.on('pmessage', (_pattern, channel: string, text: string) => {
      const message: unknown = JSON.parse(text)
      if (channel === AGENT_CHANNEL) this.#ofAgents.push(OfAgent.parse(message))
      else if (channel.endsWith(':status')) this.#statuses.push(StatusMessage.parse(message))
      else this.#ofTasks.push(TaskMessage.parse(message))
      this.#log.push(`${(performance.now() / 1_000).toFixed(2)} s ${text}`)
      this.#heard.emit('message')
    })
  }

  static async listen(url: string): Promise<Messages> {
    const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 })
    const messages = new Messages(redis)
    await redis.psubscribe('tasks:*-user', '*:status')
    return messages
  }

  /** What the user was told of a task so far, in order. */
  of(task: string): TaskMessage[] {
    return this.#ofTasks.filter(({ task_id }) => task_id === task)
  }

  /** Of all tasks, in order. */
  all(): readonly TaskMessage[] {
    return this.#ofTasks
  }

  statusesOf(task: string): StatusMessage[] {
    return this.#statuses.filter(({ task_id }) => task_id === task)
  }

  /** What was told of an agent's task so far, in order. */
  ofAgent(task: string): OfAgent[] {
    return this.#ofAgents.filter(({ task_id }) => task_id === task)
  }

  /** Resolves with the message that tells how an agent's task ended. */
  agentEnded(task: string, withinMs = 90_000): Promise<AgentFinished> {
    const isEnd = (message: OfAgent): message is AgentFinished => message.type === 'finished'
    return this.until(() => this.ofAgent(task).find(isEnd), `the end of the agent of ${task}`, withinMs)
  }

  /** Resolves with the n-th message of a task, 1 being the first, or with its final one if it has fewer. */
  nth(task: string, n: number, withinMs = 60_000): Promise<TaskMessage> {
    return this.until(() => this.of(task)[n - 1] ?? this.of(task).find(isFinal), `message ${n} of ${task}`, withinMs)
  }

  /** Resolves with the final message of a task. */
  ended(task: string, withinMs = 60_000): Promise<TaskMessage> {
    return this.until(() => this.of(task).find(isFinal), `the end of ${task}`, withinMs)
  }

  /** Resolves with what is looked for, as soon as a message makes it so. @throws when that takes too long */
  async until<T>(look: () => T | undefined, what: string, withinMs = 60_000): Promise<T> {
    const signal = AbortSignal.timeout(Math.max(0, Math.round(withinMs)))
    for (;;) {
      const found = look()
      if (found !== undefined) return found
      await once(this.#heard, 'message', { signal }).catch((cause: unknown) => {
        const now = (performance.now() / 1_000).toFixed(2)
        const told = [`Waited ${withinMs} ms in vain for ${what}, until ${now} s. Last heard:`, ...this.#log.slice(-40)]
        throw new Error(told.join('\n'), { cause })
      })
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#redis.disconnect()
    return Promise.resolve()
  }
}
