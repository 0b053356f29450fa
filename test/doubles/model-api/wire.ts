import type { Turn } from './script.ts'

/** What goes back over HTTP: a body as it is, or nothing at all, for ever. */
export type Reply =
  { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string } | 'silence'

/** A turn that is an answer of the model. */
export type Spoken = Exclude<Turn, { status: number } | { hang: true }>

/** What a service's API makes of requests and turns. */
export interface Dialect {
  /** Why the service would refuse a request; undefined when it would not. */
  refusal(request: ModelRequest): Reply | undefined
  /** All text of a conversation. */
  conversation(body: unknown): string
  offersTools(body: unknown): boolean
  speak(turn: Spoken, request: ModelRequest): Reply
  /** How the service words an error of this status. */
  error(status: number): unknown
}

/** A request as it came. */
export interface ModelRequest {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  /** All text of its conversation. */
  readonly text: string
}

export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

/** Server-sent events, each named after its `type`. */
export const events = (all: readonly { readonly type: string; readonly [key: string]: unknown }[]): Reply => ({
  status: 200,
  headers: { 'content-type': 'text/event-stream' },
  body: all.map((each) => `event: ${each.type}\ndata: ${JSON.stringify(each)}\n\n`).join(''),
})

/** Every text within a value, one a line: what a conversation says, however it is nested. */
export function textsIn(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(textsIn).join('\n')
  if (typeof value === 'object' && value !== null) return Object.values(value).map(textsIn).join('\n')
  return ''
}
