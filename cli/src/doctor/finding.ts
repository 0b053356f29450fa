import type { Failure } from '#contract'
import type { Refused } from '../refused.ts'

/** What was looked at, and what came of it. */
export type Finding =
  | { readonly state: 'ok'; readonly name: string; readonly detail: string }
  | { readonly state: 'warning'; readonly name: string; readonly detail: string; readonly remedy: string }
  | { readonly state: 'failed'; readonly name: string; readonly failure: Failure | Refused }
