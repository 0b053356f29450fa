import type { Task } from '../portal/shapes.ts'

/** Of an id that stands for a name, so much is shown. */
const ID_SHOWN = 8

const VERBS: Readonly<Record<string, readonly [doing: string, done: string]>> = {
  'team.provision': ['Creating', 'created'],
  'team.delete': ['Deleting', 'deleted'],
  'team.restart': ['Restarting', 'restarted'],
  'team.suspend': ['Suspending', 'suspended'],
  'workspace.provision': ['Creating', 'created'],
  'workspace.delete': ['Deleting', 'deleted'],
  'workspace.restart': ['Restarting', 'restarted'],
  'workspace.suspend': ['Suspending', 'suspended'],
  'sandbox.provision': ['Creating', 'created'],
  'sandbox.delete': ['Deleting', 'deleted'],
  'sandbox.restart': ['Restarting', 'restarted'],
  'sandbox.suspend': ['Suspending', 'suspended'],
  'sandbox.agent.restart': ['Restarting the agent in', 'has its agent back'],
  'agent.run': ['Running', 'done'],
  'agent.enhance': ['Running', 'done'],
}

/** What a task is doing, in words: "Creating". */
export const doing = (type: string): string => VERBS[type]?.[0] ?? type

/** What it has done when it is completed: "created". */
export const done = (type: string): string => VERBS[type]?.[1] ?? 'completed'

/** "team acme": what a task is about. Of one that was refused before anybody knew, the beginning of the id. */
export const subjectOf = ({
  type,
  resource_type: kind,
  resource_id: id,
  resource_slug: slug,
}: Pick<Task, 'type' | 'resource_type' | 'resource_id' | 'resource_slug'>): string => {
  const name = slug ?? id?.slice(0, ID_SHOWN) ?? ''
  return `${kind ?? type.split('.', 1)[0] ?? type} ${name}`.trimEnd()
}
