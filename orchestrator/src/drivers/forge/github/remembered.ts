import type { Api } from './api.ts'
import type { Call, Reply } from './http.ts'

/** What an answer said, and by what GitHub tells whether it would say the same again. */
export interface Remembered<T> {
  readonly value: T
  readonly etag: string | undefined
}

/**
 * Reads what was read before: GitHub answers 304 where nothing has changed, which does not count against the hourly limit
 * (https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate).
 * @param read makes the value of any other answer
 */
export async function readAgain<T>(
  api: Api,
  call: Call,
  read: (reply: Reply) => T,
  known: Remembered<T> | undefined,
  signal: AbortSignal,
): Promise<Remembered<T>> {
  const headers = known?.etag === undefined ? {} : { 'if-none-match': known.etag }
  const reply = await api.send({ ...call, headers }, signal)
  if (reply.status === 304 && known !== undefined) return known
  return { value: read(reply), etag: reply.headers['etag'] }
}
