import { z } from 'zod'
import { TeamProvision, ToldStep, WorkspaceProvision } from '#contract'
import { frameOf, type Frame } from './frame.ts'
import type { StreamId } from './stream-id.ts'

/** An entry of the event stream, and how it is sent to a browser. */
export interface StreamEvent {
  readonly id: StreamId
  readonly channel: string
  readonly taskId: string
  /** Id of the team that it belongs to, where that is known. */
  readonly team: string | undefined
  /** Id of the user whose task it is, where that is known. */
  readonly user: string | undefined
  /** Type of the message: `task.progress`, `provision`, … */
  readonly type: string
  /** Whether it tells of a team or a workspace that is made, which concerns its maker whatever team it is of. */
  readonly makes: boolean
  readonly frame: Frame
}

// A name on a line of its own: whatever could end that line is refused.
const line = z.string().regex(/^[\w.:-]+$/)
const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue('is not JSON')
    return z.NEVER
  }
})
const Entry = z.object({
  channel: line,
  task_id: z.string(),
  data: json.pipe(z.looseObject({ type: line })),
  team: z.string().optional(),
  user: z.string().optional(),
  step: json.pipe(ToldStep).optional(),
})

/** Entries as Redis returns them: id, then field, value, field, value… */
export const StreamEntries = z.array(z.tuple([z.string(), z.array(z.string())]))
export type StreamEntry = z.infer<typeof StreamEntries>[number]

const toObject = (fields: readonly string[]): Record<string, string | undefined> =>
  Object.fromEntries(fields.flatMap((field, index) => (index % 2 === 0 ? [[field, fields[index + 1]]] : [])))

export const isStatusChannel = (channel: string): boolean => channel.endsWith(':status')

/** Type of an entry that no orchestrator can have written. It is passed on, so that nobody waits for what it may have told. */
export const UNREADABLE = 'unreadable'

const MAKING: ReadonlySet<unknown> = new Set([TeamProvision.type, WorkspaceProvision.type])

/** A message of a task names its type; what became of a resource is told with the parts of it. */
const makesSomething = ({ type, task_type, resource_type }: Record<string, unknown>): boolean =>
  MAKING.has(task_type ?? `${String(resource_type)}.${String(type)}`)

/** Decodes an entry. What happens to a task is named by its message's type, what becomes of a resource by its channel. */
export const decodeEntry = ([id, fields]: StreamEntry): StreamEvent => {
  const entry = Entry.safeParse(toObject(fields))
  if (!entry.success) {
    const frame = frameOf(UNREADABLE, {}, id)
    return { id, channel: '', taskId: '', type: UNREADABLE, team: undefined, user: undefined, makes: false, frame }
  }
  const { channel, task_id: taskId, data, team, user, step } = entry.data
  const name = isStatusChannel(channel) ? channel : data.type
  const more = {
    ...(team === undefined ? {} : { team_id: team }),
    ...(step === undefined ? {} : { step_name: step.name, step_state: step.state }),
  }
  const frame = frameOf(name, { channel, ...data, ...more }, id)
  return { id, channel, taskId, type: data.type, team, user, makes: makesSomething(data), frame }
}
