import { ask } from './ask.ts'
import * as shapes from './shapes.ts'

/** A write that may be tried out first. */
export interface Write {
  /** What it would do. */
  readonly plan: () => Promise<shapes.Plan>
  readonly send: () => Promise<shapes.Accepted>
}

interface Query {
  readonly dry_run?: 'true'
}

/** @param call sends it, or asks for its plan */
export const createWrite = (call: (query: Query) => Parameters<typeof ask>[1]): Write => ({
  plan: () => ask(shapes.Plan, call({ dry_run: 'true' })),
  send: () => ask(shapes.Accepted, call({})),
})
