import { z } from 'zod'
import { ask } from './http.ts'

const Row = z.object({ id: z.number().int(), text: z.string() })

/** The sample application of a team, workspace or sandbox, over HTTP. */
export interface App {
  readonly url: string
  readonly health: () => Promise<void>
  readonly message: () => Promise<string>
  /** The page that it shows of itself, as HTML. */
  readonly page: () => Promise<string>
  /** The texts of its rows, in the order in which they were written. */
  readonly rows: () => Promise<readonly string[]>
  readonly write: (text: string) => Promise<void>
}

const LONGEST_MS = 10_000

export function connectApp(url: string, signal: AbortSignal): App {
  const request = (path: string, init: RequestInit = {}): Promise<Response> =>
    ask(`${url}${path}`, init, { signal, longestMs: LONGEST_MS })
  return {
    url,
    health: async () => {
      await (await request('/health')).text()
    },
    message: async () => (await (await request('/message')).text()).trim(),
    page: async () => (await request('/')).text(),
    rows: async () =>
      z
        .array(Row)
        .parse(await (await request('/api/rows')).json())
        .map(({ text }) => text),
    write: async (text) => {
      Row.parse(await (await request('/api/rows', { method: 'POST', body: JSON.stringify({ text }) })).json())
    },
  }
}

/** Whether anything answers at an address. */
export async function answers(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    await (await fetch(url, { signal })).body?.cancel()
    return true
  } catch {
    signal.throwIfAborted()
    return false // Refused: nobody listens there.
  }
}
