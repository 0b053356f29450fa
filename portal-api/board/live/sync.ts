import { nothing, type Api } from '../api/client.ts'
import { Leftovers } from '../api/leftover.ts'
import type { Principal } from '../api/me.ts'
import { Problem } from '../api/problem.ts'
import { Queues } from '../api/queues.ts'
import { Resources } from '../api/resource.ts'
import { Undecodable } from '../lib/decode.ts'
import type { Store } from '../lib/store.ts'
import { hasScope } from '../state/allowed.ts'
import type { Action, Board } from '../state/model.ts'
import { poll } from './poll.ts'
import { readSnapshot, readTasks } from './read.ts'
import { followStream } from './stream.ts'
import { isOutdated } from './version.ts'

/** Events that come together are answered by one reading, in milliseconds. */
const GATHERING_MS = 60
/** Two readings of the whole are at least so far apart. */
const RESOURCES_MS = 1_000
const QUEUES_MS = 15_000
const LEFTOVERS_MS = 60_000
const AGAIN_MS = 3_000
const POLLING_MS = 10_000

/** Keeps the board as Slipway is, for as long as somebody is signed in. */
export interface Sync {
  /** Reads what can be left over, now. */
  readonly refreshLeftovers: () => Promise<void>
  readonly close: () => void
}

interface SyncOptions {
  readonly api: Api
  readonly board: Store<Board, Action>
  readonly principal: Principal
  /** Called when the API says that the session is over. */
  readonly onSignedOut: () => void
}

/** What is refused for good is not there for who is signed in, and is not asked for again and again. */
const mayWorkLater = ({ status }: Problem): boolean => status === 0 || status === 429 || status >= 500

export const startSync = ({ api, board, principal, onSignedOut }: SyncOptions): Sync => {
  const watches = hasScope(principal, 'tasks:read')
  let timer: number | undefined
  let closed = false
  let resourcesAt = 0

  const outdated = (): void => board.dispatch({ type: 'outdated' })
  /** The API speaks of what this page does not know: the two are of different versions. */
  const misunderstood = (why: Undecodable): void => {
    console.warn(why)
    outdated()
  }
  /** What can't be had now is tried again; who is signed out is told. */
  const trying = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
    } catch (thrown) {
      if (closed) return
      if (!(thrown instanceof Problem || thrown instanceof Undecodable)) throw thrown
      if (thrown instanceof Undecodable) misunderstood(thrown)
      else if (thrown.status === 401) onSignedOut()
      else if (mayWorkLater(thrown))
        setTimeout(() => {
          if (!closed) void trying(work)
        }, AGAIN_MS)
    }
  }
  const checkVersion = async (): Promise<void> => {
    if (await isOutdated(api)) outdated()
  }
  const readAll = async (): Promise<void> => {
    const after = board.get().seen
    board.dispatch({ type: 'snapshot', after, ...(await readSnapshot(api, watches)) })
  }
  const readResources = async (): Promise<void> => {
    const after = board.get().seen
    const { resources } = await api.get('/api/resources', Resources)
    board.dispatch({ type: 'resources', after, resources })
  }
  const readWanted = (): void => {
    timer = undefined
    const { wanted, seen: after } = board.get()
    board.dispatch({ type: 'asked', wanted })
    if (wanted.all) return void trying(readAll)
    if (wanted.resources) {
      resourcesAt = Date.now()
      void trying(readResources)
    }
    const { tasks } = wanted
    if (tasks.size > 0)
      void trying(async () => board.dispatch({ type: 'tasks', after, tasks: await readTasks(api, tasks) }))
  }
  const refreshLeftovers = async (): Promise<void> => {
    if (!hasScope(principal, 'admin')) return // They are for admins to look after.
    await trying(async () => {
      const { items } = await api.get('/api/leftovers', Leftovers)
      board.dispatch({ type: 'leftovers', leftovers: items })
    })
  }
  const refreshQueues = async (): Promise<void> => {
    if (watches)
      await trying(async () => board.dispatch({ type: 'queues', queues: await api.get('/api/queues', Queues) }))
  }

  const unsubscribe = board.subscribe(() => {
    const { wanted } = board.get()
    if (timer !== undefined || !(wanted.all || wanted.resources || wanted.tasks.size > 0)) return
    const sinceResources = Date.now() - resourcesAt
    const wait = wanted.resources && !wanted.all ? Math.max(GATHERING_MS, RESOURCES_MS - sinceResources) : GATHERING_MS
    timer = setTimeout(readWanted, wait)
  })
  const link = (state: Board['link']): void => board.dispatch({ type: 'link', link: state, at: Date.now() })
  const polled = () =>
    poll(
      {
        read: readAll,
        done() {
          link('polled')
          void trying(checkVersion)
        },
        failed(why) {
          if (why instanceof Undecodable) misunderstood(why)
          else if (why.status === 401) onSignedOut()
          else link('lost')
        },
      },
      POLLING_MS,
    )
  const followed = () =>
    followStream({
      heard: (events) => board.dispatch({ type: 'events', events, at: Date.now() }),
      opened(whole) {
        link('live')
        if (!whole || !board.get().loaded) void trying(readAll)
        void refreshQueues()
        void refreshLeftovers()
        void trying(checkVersion)
      },
      misunderstood,
      lost() {
        link('lost')
        // A stream that is refused does not say why.
        void trying(() => api.get('/api/me', nothing))
      },
    })
  const source = watches ? followed() : polled()
  const timers = [
    setInterval(() => void refreshQueues(), QUEUES_MS),
    setInterval(() => void refreshLeftovers(), LEFTOVERS_MS),
  ]
  return {
    refreshLeftovers,
    close() {
      closed = true
      source.close()
      unsubscribe()
      clearTimeout(timer)
      for (const each of timers) clearInterval(each)
    },
  }
}
