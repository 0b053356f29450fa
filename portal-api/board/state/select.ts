import { keyOf, type Resource } from '../api/resource.ts'
import type { Task } from '../api/task.ts'
import { isUnderWay } from '../api/words.ts'
import type { Agent } from '../api/agent.ts'
import type { Board } from './model.ts'

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export interface TasksShown {
  /** The oldest first: what has begun stays where it is. */
  readonly running: readonly Task[]
  readonly failed: readonly Task[]
  readonly ended: readonly Task[]
}

const endOf = ({ completed_at, failed_at, updated_at }: Task): string => completed_at ?? failed_at ?? updated_at

/** Whether a task was sent again, as a new one. */
export const hasRetry = (tasks: readonly Task[]): ((id: string) => boolean) => {
  const retried = new Set(tasks.map(({ retry_of }) => retry_of))
  return (id) => retried.has(id)
}

/** Tasks by how they stand; of the ended ones the latest first. A failure that was sent again has ended, too. */
export const selectTasks = (tasks: Board['tasks']): TasksShown => {
  const all = [...tasks.values()]
  const retried = hasRetry(all)
  const latest = (list: readonly Task[]) => list.toSorted((a, b) => byText(endOf(b), endOf(a)))
  return {
    running: all
      .filter(({ status }) => isUnderWay(status))
      .sort((a, b) => byText(a.created_at, b.created_at) || byText(a.id, b.id)),
    failed: latest(all.filter(({ id, status }) => status === 'failed' && !retried(id))),
    ended: latest(all.filter(({ id, status }) => !isUnderWay(status) && (status !== 'failed' || retried(id)))),
  }
}

/** What runs on a resource, by the resource's key. */
export const selectAtWork = (tasks: Board['tasks']): ReadonlyMap<string, Task> =>
  new Map(
    [...tasks.values()].flatMap((task) =>
      isUnderWay(task.status) && task.resource_id !== undefined && task.resource_type !== undefined
        ? [[`${task.resource_type}:${task.resource_id}`, task]]
        : [],
    ),
  )

export interface WorkspaceShown {
  readonly workspace: Resource
  readonly sandboxes: readonly Resource[]
}

export interface TeamShown {
  /** Undefined for what belongs to a team that is not seen. */
  readonly team: Resource | undefined
  readonly workspaces: readonly WorkspaceShown[]
}

/** Resources as a tree, by name. With a filter: those whose name has it, with what they are in and what is in them. */
export const selectTree = (resources: Board['resources'], filter: string): readonly TeamShown[] => {
  const sorted = [...resources.values()].sort((a, b) => byText(a.slug, b.slug))
  const children = Map.groupBy(sorted, ({ type, parent_id }) => `${type} of ${parent_id ?? ''}`)
  const teams = sorted.filter(({ type }) => type === 'team')
  const known = new Set(teams.map(({ id }) => id))
  const strays = sorted.filter(({ type, parent_id }) => type === 'workspace' && !known.has(parent_id ?? ''))
  const wanted = filter.trim().toLowerCase()
  const matches = ({ slug }: Resource): boolean => slug.includes(wanted)

  const workspaceShown = (workspace: Resource, whole: boolean): WorkspaceShown | undefined => {
    const all = children.get(`sandbox of ${workspace.id}`) ?? []
    const sandboxes = whole || matches(workspace) ? all : all.filter(matches)
    return whole || matches(workspace) || sandboxes.length > 0 ? { workspace, sandboxes } : undefined
  }
  const workspacesShown = (workspaces: readonly Resource[], whole: boolean): readonly WorkspaceShown[] =>
    workspaces.map((workspace) => workspaceShown(workspace, whole)).filter((each) => each !== undefined)

  const shown = teams.map((team): TeamShown => {
    const workspaces = workspacesShown(children.get(`workspace of ${team.id}`) ?? [], matches(team))
    return { team, workspaces }
  })
  const found = shown.filter(({ team, workspaces }) => workspaces.length > 0 || (team !== undefined && matches(team)))
  const others = workspacesShown(strays, false)
  return others.length === 0 ? found : [...found, { team: undefined, workspaces: others }]
}

/** Agents at work first, then the latest. */
export const selectAgents = (agents: Board['agents']): readonly Agent[] =>
  [...agents.values()].sort(
    (a, b) =>
      Number(isUnderWay(b.status)) - Number(isUnderWay(a.status)) || byText(b.started_at ?? '', a.started_at ?? ''),
  )

/** What a task is about, by the best name there is. */
export const subjectOf = (task: Task, resources: Board['resources']): string => {
  const { resource_type: type, resource_id: id, resource_slug: slug, effects } = task
  if (slug !== undefined) return slug
  if (type === undefined || id === undefined) return ''
  if (type === 'agent') return id
  const known = [...RESOURCES_OF(type)].map((each) => resources.get(keyOf({ type: each, id })))[0]
  if (known !== undefined) return known.slug
  const stack = effects.find(({ kind, owner }) => kind === 'stack' && owner === `${type}:${id}`)?.name
  return stack?.slice(type.length + 1) ?? id
}

const RESOURCES_OF = (type: string) => (['team', 'workspace', 'sandbox'] as const).filter((each) => each === type)
