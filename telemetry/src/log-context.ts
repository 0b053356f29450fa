import { AsyncLocalStorage } from 'node:async_hooks'

/** What every line that is logged meanwhile is about. */
export interface LogContext {
  /** Id of the task. */
  readonly task?: string
  readonly task_type?: string
  /** Key of the resource: `team:<id>`. */
  readonly resource?: string
  readonly step?: string
  readonly trace_id?: string
  readonly span_id?: string
}

const storage = new AsyncLocalStorage<LogContext>()

/** A copy of what is being worked on right here. */
export const logContext = (): Record<string, unknown> => ({ ...storage.getStore() })

/** Has every line that the work logs say what it is about, beside what is known of that already. */
export const withLogContext = <T>(more: LogContext, work: () => T): T =>
  storage.run({ ...storage.getStore(), ...more }, work)

/** Has lines logged that are about nothing of what is being worked on right here. */
export const withoutLogContext = <T>(work: () => T): T => storage.exit(work)
