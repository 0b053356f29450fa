import type { z } from 'zod'
import { Failure } from '#contract'
import { refusalOf } from '../portal/fetch.ts'
import { unreachable } from '../portal/unreachable.ts'

/** Longest that an answer is waited for, in milliseconds. */
const PATIENCE_MS = 5_000

export interface Answered<T> {
  readonly value: T
  /** By how many milliseconds this machine's clock is ahead of the other's, which tells whole seconds. */
  readonly ahead: number | undefined
}

/**
 * An answer of portal-api that needs no token.
 * @throws Refused, Failure PORTAL_UNREACHABLE, PORTAL_UNTRUSTED, ANSWER_UNEXPECTED; the reason of the signal
 */
export const answerOf = async <T extends z.ZodType>(
  address: string,
  schema: T,
  signal: AbortSignal,
): Promise<Answered<z.output<T>>> => {
  const { origin } = new URL(address)
  const ending = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
  const failed = (cause: unknown): never => {
    signal.throwIfAborted()
    throw unreachable(origin, cause, PATIENCE_MS)
  }
  const response = await fetch(address, { signal: ending }).catch(failed)
  const told = Date.parse(response.headers.get('date') ?? '')
  const ahead = Number.isNaN(told) ? undefined : Date.now() - told
  if (!response.ok) throw await refusalOf(response, origin)
  const text = await response.text().catch(failed)
  const parsed = schema.safeParse(parsedJson(text))
  if (parsed.success) return { value: parsed.data, ahead }
  throw new Failure('ANSWER_UNEXPECTED', `What answers at ${address} is no portal-api.`, { cause: parsed.error })
}

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // The schema says what is wrong with it.
  }
}
