import type { Task } from '../portal/shapes.ts'

/** Of an id that stands for a name, so much is shown. */
const ID_SHOWN = 8

const VERBS: Readonly<Record<string, readonly [verb: string, doing: string, done: string]>> = {
  'team.provision': ['create', 'Creating', 'created'],
  'team.delete': ['delete', 'Deleting', 'deleted'],
  'team.restart': ['restart', 'Restarting', 'restarted'],
  'team.suspend': ['suspend', 'Suspending', 'suspended'],
  'workspace.provision': ['create', 'Creating', 'created'],
  'workspace.delete': ['delete', 'Deleting', 'deleted'],
  'workspace.restart': ['restart', 'Restarting', 'restarted'],
  'workspace.suspend': ['suspend', 'Suspending', 'suspended'],
  'sandbox.provision': ['create', 'Creating', 'created'],
  'sandbox.delete': ['delete', 'Deleting', 'deleted'],
  'sandbox.restart': ['restart', 'Restarting', 'restarted'],
  'sandbox.suspend': ['suspend', 'Suspending', 'suspended'],
  'sandbox.agent.restart': ['restart agent in', 'Restarting the agent in', 'has its agent back'],
  'agent.run': ['run', 'Running', 'done'],
  'agent.enhance': ['run', 'Running', 'done'],
}

/** What a task does, in a word: "create". */
export const verb = (type: string): string => VERBS[type]?.[0] ?? type

/** What it is doing: "Creating". */
export const doing = (type: string): string => VERBS[type]?.[1] ?? type

/** What it has done when it is completed: "created". */
export const done = (type: string): string => VERBS[type]?.[2] ?? 'completed'

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
