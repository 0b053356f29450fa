import type { INetworkModule, NetworkResponse } from '@azure/msal-node'
import { Failure } from '#contract'
import { refusalOf, unreachable } from './azure-failure.ts'

/** Has a request made. It fails with a transient Failure where it was not answered, or only with a 5xx. */
export type Ask = <T>(request: () => Promise<T>) => Promise<T>

export interface NetworkOptions {
  /** Milliseconds that one request may take. */
  readonly timeoutMs: number
  /** Stands around each request. */
  readonly ask: Ask
}

interface SignInNetwork {
  readonly client: INetworkModule
  /** What went wrong on the way: MSAL itself keeps neither statuses nor causes. */
  readonly failure: () => Failure | undefined
}

const SERVER_ERROR = 500

type Options = Parameters<INetworkModule['sendPostRequestAsync']>[1]

/**
 * MSAL's way to the sign-in. Its requests end by their time, and every answer but a good one is a Failure: MSAL would take
 * a refusal without an `error` for a token that is empty.
 */
export function signInNetwork(who: string, { timeoutMs, ask }: NetworkOptions): SignInNetwork {
  let failed: Failure | undefined
  const exchange = async (url: string, init: RequestInit): Promise<{ response: Response; text: string }> => {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(url, { ...init, signal }).catch((thrown: unknown) => {
      throw unreachable(who, thrown)
    })
    const text = await response.text().catch((thrown: unknown) => {
      throw unreachable(who, thrown)
    })
    if (response.status >= SERVER_ERROR) throw refusalOf(who, response, text)
    return { response, text }
  }
  const request = async <T>(url: string, method: 'GET' | 'POST', options: Options): Promise<NetworkResponse<T>> => {
    try {
      const body = method === 'POST' ? { body: options?.body ?? '' } : {}
      const { response, text } = await ask(() => exchange(url, { method, headers: options?.headers ?? {}, ...body }))
      if (!response.ok) throw refusalOf(who, response, text)
      const headers = Object.fromEntries(response.headers)
      // eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- what is in it, MSAL checks; nobody else reads it
      const answer: T = JSON.parse(text)
      return { status: response.status, headers, body: answer }
    } catch (thrown) {
      failed = thrown instanceof Failure ? thrown : unreachable(who, thrown)
      throw failed
    }
  }
  return {
    client: {
      sendGetRequestAsync: (url, options) => request(url, 'GET', options),
      sendPostRequestAsync: (url, options) => request(url, 'POST', options),
    },
    failure: () => failed,
  }
}
