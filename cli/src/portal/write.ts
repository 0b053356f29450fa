import { ask, tagOf, type Called } from './ask.ts'
import * as shapes from './shapes.ts'

/** A write that may be tried out first. */
export interface Write {
  /** What it would do. */
  readonly plan: () => Promise<shapes.Plan>
  /** @param tag of what it is about: refused (PRECONDITION_FAILED) if that has changed since. @default however it is by then */
  readonly send: (tag?: string) => Promise<shapes.Accepted>
}

/** A write about something that stands already. */
export interface Alteration extends Write {
  /** The tag of what stands, as it is now. */
  readonly tag: () => Promise<string>
}

interface Query {
  readonly dry_run?: 'true'
}
interface Header {
  readonly 'if-match'?: string
}

/** @param call sends it, or asks for its plan */
export const createWrite = (call: (query: Query, header: Header) => Called): Write => ({
  plan: () => ask(shapes.Plan, call({ dry_run: 'true' }, {})),
  send: (tag) => ask(shapes.Accepted, call({}, tag === undefined ? {} : { 'if-match': tag })),
})

/** @param read asks for what stands */
export const createAlteration = (read: () => Called, call: Parameters<typeof createWrite>[0]): Alteration => ({
  ...createWrite(call),
  tag: () => tagOf(read()),
})
