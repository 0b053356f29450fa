import createFetchClient, { type Client } from 'openapi-fetch'
import type { paths } from './schema.d.ts'

interface Portal {
  /** Address of portal-api. */
  readonly url: string
  readonly token: string
  /** Sends a request. @default the platform's own */
  readonly fetch?: (request: Request) => Promise<Response>
}

/**
 * portal-api as its document tells of it: paths, parameters, bodies and answers are typed. A call resolves with `data`,
 * or with the problem as `error`; it rejects only when portal-api can't be reached.
 */
export const createClient = ({ url, token, fetch }: Portal): Client<paths> =>
  createFetchClient<paths>({
    ...{ baseUrl: url, headers: { authorization: `Bearer ${token}` } },
    ...(fetch === undefined ? {} : { fetch }),
  })
