import type { BoardEvent } from '../api/event.ts'
import { agentAfter, agentsRead } from './agents.ts'
import { EMPTY_BOARD, NOTHING_WANTED, type Action, type Board, type Seen } from './model.ts'
import { resourcesAfter, resourcesRead } from './resources.ts'
import { isToBeRead, taskAfter, withoutOldest } from './tasks.ts'

/** Events that are kept, to be told again to what was read while they came. */
const MOST_RECENT = 2_000

const afterEvent = (board: Board, event: BoardEvent, now: string): Board => {
  switch (event.of) {
    case 'task': {
      const { told } = event
      const known = board.tasks.get(told.task_id)
      const task = taskAfter(known, told, now)
      if (task === known) return board
      const tasks = new Map(board.tasks).set(task.id, task)
      if (!isToBeRead(task, told)) return { ...board, tasks }
      const wanted = { ...board.wanted, tasks: new Set(board.wanted.tasks).add(task.id) }
      return { ...board, tasks: withoutOldest(tasks), wanted }
    }
    case 'resource': {
      const { resources, wanted } = resourcesAfter(board.resources, event.told)
      if (!wanted) return resources === board.resources ? board : { ...board, resources }
      return { ...board, resources, wanted: { ...board.wanted, resources: true } }
    }
    case 'agent': {
      const agent = agentAfter(board.agents.get(event.told.task_id), event.told)
      return { ...board, agents: new Map(board.agents).set(agent.task_id, agent) }
    }
    case 'gap':
      return { ...board, wanted: { ...board.wanted, all: true } }
  }
}

/** What was read may be older than what was heard since it was asked for: that is told to it again. */
const toldAgain = (board: Board, after: number, of: ReadonlySet<BoardEvent['of']>): Board => {
  const missed = board.recent.filter(({ number, event }) => number > after && of.has(event.of))
  const now = new Date(board.heardAt).toISOString()
  return missed.reduce<Board>((each, { event }) => afterEvent(each, event, now), board)
}

const hear = (board: Board, events: readonly BoardEvent[], at: number): Board => {
  const now = new Date(at).toISOString()
  const seen = events.map((event, index): Seen => ({ number: board.seen + index + 1, event }))
  const recent = [...board.recent, ...seen].slice(-MOST_RECENT)
  const noted: Board = { ...board, recent, seen: board.seen + events.length, heardAt: at }
  return events.reduce<Board>((each, event) => afterEvent(each, event, now), noted)
}

const OF_BOTH: ReadonlySet<BoardEvent['of']> = new Set(['task', 'resource'])
const OF_TASKS: ReadonlySet<BoardEvent['of']> = new Set(['task'])
const OF_RESOURCES: ReadonlySet<BoardEvent['of']> = new Set(['resource'])

/** The board after something happened: what was heard, what was read, how the connection is. */
export const reduce = (board: Board, action: Action): Board => {
  switch (action.type) {
    case 'events':
      return hear(board, action.events, action.at)
    case 'snapshot': {
      const { resources, tasks, agents, after } = action
      const read = {
        ...board,
        loaded: true,
        resources: resourcesRead(resources),
        tasks: new Map(tasks.map((task) => [task.id, task])),
        agents: agentsRead(agents, board.agents),
      }
      return toldAgain(read, after, OF_BOTH)
    }
    case 'tasks': {
      const tasks = new Map(board.tasks)
      for (const task of action.tasks) tasks.set(task.id, task)
      return toldAgain({ ...board, tasks }, action.after, OF_TASKS)
    }
    case 'resources':
      return toldAgain({ ...board, resources: resourcesRead(action.resources) }, action.after, OF_RESOURCES)
    case 'leftovers':
      return { ...board, leftovers: action.leftovers }
    case 'queues':
      return { ...board, queues: action.queues }
    case 'link':
      return { ...board, link: action.link, heardAt: action.link === 'lost' ? board.heardAt : action.at }
    case 'outdated':
      return { ...board, outdated: true }
    case 'forget':
      return EMPTY_BOARD
    case 'asked':
      return board.wanted === action.wanted ? { ...board, wanted: NOTHING_WANTED } : board
  }
}
