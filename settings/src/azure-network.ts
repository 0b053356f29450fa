import type { INetworkModule, NetworkResponse } from '@azure/msal-node'
import { Failure } from '#contract'
import { refusalOf, unreachable } from './azure-failure.ts'

interface SignInNetwork {
  readonly client: INetworkModule
  /** What went wrong on the way: MSAL itself keeps neither statuses nor causes. */
  readonly failure: () => Failure | undefined
}

type Options = Parameters<INetworkModule['sendPostRequestAsync']>[1]

/**
 * MSAL's way to the sign-in. Its requests end when the signal does, and every answer but a good one is a Failure: MSAL
 * would take a refusal without an `error` for a token that is empty.
 */
export function signInNetwork(who: string, signal: AbortSignal): SignInNetwork {
  let failed: Failure | undefined
  const request = async <T>(url: string, method: 'GET' | 'POST', options: Options): Promise<NetworkResponse<T>> => {
    try {
      const body = method === 'POST' ? { body: options?.body ?? '' } : {}
      const response = await fetch(url, { method, headers: options?.headers ?? {}, signal, ...body })
      const text = await response.text()
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
