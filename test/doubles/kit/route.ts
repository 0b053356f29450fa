import type { Answer, DoubleRequest, Handler } from './exchange.ts'

/** What operations are held to. */
export interface Checks {
  /** What is wrong with a request, or nothing. */
  requestProblems(operation: string, request: DoubleRequest): readonly string[]
  /** What is wrong with an answer, or nothing. */
  answerProblems(operation: string, answer: Answer): readonly string[]
}

/** An operation that a double serves. */
export interface Route {
  /** operationId of the description, or a name of its own. */
  readonly operation: string
  readonly method: string
  /** Template: `{name}` stays within one segment, `{+name}` may span several. */
  readonly path: string
  readonly handle: Handler
  /** What its requests and answers are held to. Without one they are not checked. */
  readonly contract?: Checks
}

/** A route, and what a path has in the places of its template. */
export interface Match {
  readonly route: Route
  readonly params: Readonly<Record<string, string>>
}

const PLACE = /\{(\+?)([^}]+)\}/g

function matcherOf(route: Route): (method: string, path: string) => Match | undefined {
  const names = [...route.path.matchAll(PLACE)].map(([, , name = '']) => name)
  const source = route.path.replace(/\{(\+?)[^}]+\}|[.*+?^$()|[\]\\]/g, (found: string, plus?: string) => {
    if (!found.startsWith('{')) return `\\${found}`
    return plus === '+' ? '(.+)' : '([^/]+)'
  })
  const expression = new RegExp(`^${source}$`)
  return (method, path) => {
    const values = method === route.method ? expression.exec(path)?.slice(1) : undefined
    if (values === undefined) return undefined
    return { route, params: Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(values[at] ?? '')])) }
  }
}

/**
 * Finds the route of a request by its method and its path as it was sent: a `/` that came encoded separates nothing.
 * Of several that match, the first in the list counts.
 */
export function routing(routes: readonly Route[]): (method: string, path: string) => Match | undefined {
  const matchers = routes.map(matcherOf)
  return (method, path) => {
    for (const matches of matchers) {
      const match = matches(method, path)
      if (match !== undefined) return match
    }
    return undefined
  }
}
