import type { z } from 'zod'
import { Failure } from '#contract'

/** A call of the typed client, as far as it matters here: what is no success was thrown by then. */
export type Called = Promise<{ readonly data?: unknown; readonly response: Response }>

/**
 * The answer of a call, checked: portal-api may be of another version than this command line, or no portal-api at all.
 * @throws Failure ANSWER_UNEXPECTED; what sending throws
 */
export const ask = async <T extends z.ZodType>(schema: T, call: Called): Promise<z.output<T>> => {
  const { data, response } = await call.catch((thrown: unknown) => {
    if (thrown instanceof SyntaxError) throw unexpected('something that is no JSON', thrown)
    throw thrown
  })
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  throw unexpected(`${response.url} in a form that this command line does not know`, parsed.error)
}

/** The entity tag of what is asked for. @throws as `ask` */
export const tagOf = async (call: Called): Promise<string> => {
  const { response } = await call
  const tag = response.headers.get('etag')
  if (tag === null) throw unexpected(`${response.url} without an ETag`, undefined)
  return tag
}

const unexpected = (what: string, cause: unknown): Failure =>
  new Failure('ANSWER_UNEXPECTED', `portal-api answered ${what}.`, { cause })
