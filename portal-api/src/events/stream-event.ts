import { z } from 'zod'
import type { StreamId } from './stream-id.ts'

/** An entry of the event stream, and how it is sent to a browser. */
export interface StreamEvent {
  readonly id: StreamId
  readonly channel: string
  readonly taskId: string
  /** Type of the message: `task.progress`, `provision`, … */
  readonly type: string
  /** The event in the form of text/event-stream. */
  readonly frame: string
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
const Entry = z.object({ channel: line, task_id: z.string(), data: json.pipe(z.looseObject({ type: line })) })

/** Entries as Redis returns them: id, then field, value, field, value… */
export const StreamEntries = z.array(z.tuple([z.string(), z.array(z.string())]))
export type StreamEntry = z.infer<typeof StreamEntries>[number]

const toObject = (fields: readonly string[]): Record<string, string | undefined> =>
  Object.fromEntries(fields.flatMap((field, index) => (index % 2 === 0 ? [[field, fields[index + 1]]] : [])))

export const isStatusChannel = (channel: string): boolean => channel.endsWith(':status')

/** An event that has a name and data, in the form of text/event-stream. One without an id leaves the reader's id alone. */
export const frameOf = (event: string, data: unknown, id?: StreamId): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`

/** A comment, which keeps a quiet connection alive. */
export const STILL_HERE = ': still here\n\n'

/** Type of an entry that no orchestrator can have written. It is passed on, so that nobody waits for what it may have told. */
export const UNREADABLE = 'unreadable'

/** Decodes an entry. What happens to a task is named by its message's type, what becomes of a resource by its channel. */
export const decodeEntry = ([id, fields]: StreamEntry): StreamEvent => {
  const entry = Entry.safeParse(toObject(fields))
  if (!entry.success) {
    return { id, channel: '', taskId: '', type: UNREADABLE, frame: frameOf(UNREADABLE, {}, id) }
  }
  const { channel, task_id: taskId, data } = entry.data
  const name = isStatusChannel(channel) ? channel : data.type
  return { id, channel, taskId, type: data.type, frame: frameOf(name, { channel, ...data }, id) }
}
