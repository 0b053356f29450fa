import type { Redis } from 'ioredis'
import { AGENT_OUTPUT_CHANNEL } from '#contract'

/** How often a watch on quiet output wakes all the same, in milliseconds. */
const HEARTBEAT_MS = 10_000

/** One who waits for a task's output to grow. What happened while nobody waited is told by the next wait. */
export interface OutputWatch {
  /** Resolves when there may be more to read, or nothing has happened for a while, or the watch was closed. */
  next(): Promise<'grown' | 'quiet' | 'closed'>
  close(): void
}

/** Tells any number of watches of the growth of agents' output, over one subscription. */
export interface OutputHub {
  watch(taskId: string): OutputWatch
  /** Ends every watch and the connection. */
  close(): Promise<void>
}

interface Listener extends OutputWatch {
  readonly taskId: string
  wake(news: 'grown' | 'quiet'): void
}

/** @param redis whose server is asked; the first watch opens a connection of the hub's own */
export const createOutputHub = (redis: Redis, heartbeatMs = HEARTBEAT_MS): OutputHub => {
  const listeners = new Set<Listener>()
  let subscriber: Redis | undefined
  let heartbeat: NodeJS.Timeout | undefined
  let closed = false

  const wakeAll = (news: 'grown' | 'quiet'): void => {
    for (const listener of listeners) listener.wake(news)
  }
  const subscribe = (): Redis => {
    const connection = redis.duplicate({
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
      commandTimeout: undefined,
      socketTimeout: heartbeatMs * 2,
    })
    connection.on('error', () => undefined) // it comes back by itself; requests tell that Redis is away
    connection.on('message', (_channel, taskId: string) => {
      for (const listener of listeners) if (listener.taskId === taskId) listener.wake('grown')
    })
    // What was published before, or while the connection was lost, nobody heard.
    const catchUp = (): void => wakeAll('grown')
    connection.on('ready', catchUp)
    void connection.subscribe(AGENT_OUTPUT_CHANNEL).then(catchUp, () => undefined) // the hub was closed meanwhile
    heartbeat = setInterval(() => {
      wakeAll('quiet')
      connection.ping().catch(() => undefined) // finds out that the connection is dead, which is then opened anew
    }, heartbeatMs)
    return connection
  }

  return {
    watch(taskId) {
      if (!closed) subscriber ??= subscribe()
      const listener = createListener(taskId, () => listeners.delete(listener))
      if (closed) listener.close()
      else listeners.add(listener)
      return listener
    },
    close() {
      closed = true
      clearInterval(heartbeat)
      for (const listener of [...listeners]) listener.close()
      subscriber?.disconnect()
      return Promise.resolve()
    },
  }
}

const createListener = (taskId: string, onClose: () => void): Listener => {
  let news: 'grown' | 'quiet' | 'closed' | undefined
  let woken = Promise.withResolvers<undefined>()
  const tell = (latest: 'grown' | 'quiet' | 'closed'): void => {
    if (news === 'closed' || (news === 'grown' && latest === 'quiet')) return
    news = latest
    woken.resolve(undefined)
  }
  return {
    taskId,
    wake: tell,
    async next() {
      if (news === undefined) await woken.promise
      woken = Promise.withResolvers()
      const told = news ?? 'quiet'
      if (told !== 'closed') news = undefined
      return told
    },
    close() {
      onClose()
      tell('closed')
    },
  }
}
