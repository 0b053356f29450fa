import { NotObserved } from './observe.ts'

/**
 * Sends a request and expects it to be granted.
 * @param longestMs for all of the answer
 * @throws NotObserved when nobody answers, or with anything but success; the signal's reason once it is aborted
 */
export async function ask(
  url: string,
  init: RequestInit,
  { signal, longestMs }: { readonly signal: AbortSignal; readonly longestMs: number },
): Promise<Response> {
  const request = `${init.method ?? 'GET'} ${url}`
  try {
    const bound = AbortSignal.any([signal, AbortSignal.timeout(longestMs)])
    const response = await fetch(url, { ...init, signal: bound })
    if (response.ok) return response
    throw new NotObserved(`${request} was answered with ${response.status}: ${await response.text()}`)
  } catch (cause) {
    signal.throwIfAborted()
    throw cause instanceof NotObserved ? cause : new NotObserved(`${request} was not answered`, { cause })
  }
}
