import type { Decoder } from '../lib/decode.ts'
import { problemOf, unreachable } from './problem.ts'

/** The API of this Slipway, spoken to with the session's cookie. All calls throw a Problem. */
export interface Api {
  readonly get: <T>(path: string, decode: Decoder<T>) => Promise<T>
  readonly send: <T>(method: 'POST' | 'DELETE', path: string, decode: Decoder<T>, body?: object) => Promise<T>
}

/** An answer that takes longer than this is none, in milliseconds: what is read is there, what is removed takes its time. */
const READING_MS = 20_000
const CHANGING_MS = 65_000

/** For answers without a body. */
export const nothing: Decoder<undefined> = () => undefined

const ask = async (path: string, patienceMs: number, init: RequestInit = {}): Promise<Response> => {
  try {
    return await fetch(path, { ...init, signal: AbortSignal.timeout(patienceMs), credentials: 'same-origin' })
  } catch {
    throw unreachable() // Refused, cut off or too slow: for who waits it is the same.
  }
}

const answerOf = async <T>(response: Response, decode: Decoder<T>, path: string): Promise<T> => {
  if (!response.ok) throw await problemOf(response)
  const body: unknown = response.status === 204 ? undefined : await response.json()
  return decode(body, path)
}

/** Not `crypto.randomUUID`: that is there on https and localhost alone. */
const randomKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

export const createApi = (): Api => {
  /** Keys of requests that got no answer: who sends one of them again has asked once. */
  const unanswered = new Map<string, string>()
  return {
    get: async (path, decode) => answerOf(await ask(path, READING_MS), decode, path),
    async send(method, path, decode, body) {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) }
      const request = `${method} ${path} ${sent.body ?? ''}`
      const key = unanswered.get(request) ?? randomKey()
      unanswered.set(request, key)
      const type = body === undefined ? {} : { 'content-type': 'application/json' }
      const response = await ask(path, CHANGING_MS, { method, headers: { ...type, 'idempotency-key': key }, ...sent })
      unanswered.delete(request)
      return answerOf(response, decode, path)
    },
  }
}
