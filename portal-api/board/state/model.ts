import type { Agent } from '../api/agent.ts'
import type { BoardEvent } from '../api/event.ts'
import type { Leftover } from '../api/leftover.ts'
import type { Queues } from '../api/queues.ts'
import type { Resource } from '../api/resource.ts'
import type { Task } from '../api/task.ts'

/** How the page is connected with the stream of events; `polled` for who may not follow it. */
export type Link = 'connecting' | 'live' | 'polled' | 'lost'

/** What events told of without telling all: it is to be read. */
export interface Wanted {
  readonly tasks: ReadonlySet<string>
  readonly resources: boolean
  /** The stream has a gap: everything is to be read anew. */
  readonly all: boolean
}

/** An event, and its place among all that this page has seen. */
export interface Seen {
  readonly number: number
  readonly event: BoardEvent
}

/** All that the board shows of Slipway. */
export interface Board {
  /** False until the present state was read for the first time. */
  readonly loaded: boolean
  readonly link: Link
  /** Slipway was upgraded: this page is of the version before. */
  readonly outdated: boolean
  /** When the last news came, in milliseconds since 1970. */
  readonly heardAt: number
  readonly resources: ReadonlyMap<string, Resource>
  readonly tasks: ReadonlyMap<string, Task>
  readonly agents: ReadonlyMap<string, Agent>
  /** Undefined for who may not see them. */
  readonly leftovers: readonly Leftover[] | undefined
  readonly queues: Queues
  readonly wanted: Wanted
  /** The latest events, to be told again to what was read while they came. */
  readonly recent: readonly Seen[]
  /** How many events there were. */
  readonly seen: number
}

export const NOTHING_WANTED: Wanted = { tasks: new Set(), resources: false, all: false }

export const EMPTY_BOARD: Board = {
  loaded: false,
  link: 'connecting',
  outdated: false,
  heardAt: 0,
  resources: new Map(),
  tasks: new Map(),
  agents: new Map(),
  leftovers: undefined,
  queues: { lanes: {}, samples: [] },
  wanted: NOTHING_WANTED,
  recent: [],
  seen: 0,
}

/** What was read, and how many events the page had seen when it asked. */
interface Reading {
  readonly after: number
}

export interface Snapshot extends Reading {
  readonly resources: readonly Resource[]
  readonly tasks: readonly Task[]
  readonly agents: readonly Agent[]
}

export type Action =
  | ({ readonly type: 'snapshot' } & Snapshot)
  | ({ readonly type: 'tasks'; readonly tasks: readonly Task[] } & Reading)
  | ({ readonly type: 'resources'; readonly resources: readonly Resource[] } & Reading)
  | { readonly type: 'leftovers'; readonly leftovers: readonly Leftover[] }
  | { readonly type: 'queues'; readonly queues: Queues }
  | { readonly type: 'link'; readonly link: Link; readonly at: number }
  | { readonly type: 'events'; readonly events: readonly BoardEvent[]; readonly at: number }
  | { readonly type: 'outdated' }
  /** Somebody else may sign in. */
  | { readonly type: 'forget' }
  /** What was wanted is being read. */
  | { readonly type: 'asked'; readonly wanted: Wanted }
