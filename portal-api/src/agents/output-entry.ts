import { z } from 'zod'
import { Failure } from '#contract'
import { StreamEntries } from '../events/stream-event.ts'

/** Some whole lines of an agent's output, and where they stand in bytes within everything that was printed. */
export interface OutputEntry {
  readonly start: number
  readonly end: number
  readonly text: string
}

const offset = z.coerce.number().int().nonnegative()
const Fields = z.object({ start: offset, data: z.string() })

/** Entries of the stream, as Redis returns them. */
export const OutputEntries = StreamEntries.transform((entries): OutputEntry[] =>
  entries.map(([id, fields]) => {
    const pairs = fields.flatMap((field, at) => (at % 2 === 0 ? [[field, fields[at + 1]] as const] : []))
    const { start, data } = Fields.parse(Object.fromEntries(pairs))
    return { start, end: Number(id.split('-', 1)[0]), text: data }
  }),
)

/**
 * What of an entry comes after an offset. Where credentials were taken out of it, bytes can't be counted any more: then it
 * is all of it.
 */
export const fromOffset = (entry: OutputEntry, position: number): OutputEntry => {
  const { start, end, text } = entry
  const bytes = Buffer.from(text)
  if (position <= start || bytes.length !== end - start) return entry
  let at = position - start
  while (((bytes[at] ?? 0) & 0xc0) === 0x80) at += 1 // within a character of several bytes (RFC 3629, 3)
  return { start: start + at, end, text: bytes.toString('utf8', at) }
}

/** After its last output a reader of a task that has ended has seen its end as well. */
const SEEN = /^(\d{1,15})(:end)?$/

/** How far a reader has come: the id of the last event that it saw, or the offset from which it wants the output. */
export interface Position {
  readonly offset: number
  readonly sawEnd: boolean
}

/** @throws Failure INVALID_REQUEST */
export const parsePosition = (text: string): Position => {
  const [, digits, end] = SEEN.exec(text) ?? []
  if (digits === undefined)
    throw new Failure('INVALID_REQUEST', `${JSON.stringify(text)} is no offset in bytes, as "4096" is one.`)
  return { offset: Number(digits), sawEnd: end !== undefined }
}

export const endId = (position: number): string => `${position}:end`
