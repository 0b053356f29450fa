import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { buffer } from 'node:stream/consumers'
import { z } from 'zod'
import { type Double, startDouble } from '../../../../test/doubles/kit/double.ts'
import type { Answer, DoubleRequest, Handler } from '../../../../test/doubles/kit/exchange.ts'
import { testAuthority } from '../../../../test/doubles/kit/tls.ts'
import type { Pebble } from '../../../../test/support/pebble.ts'

/** What an ACME client asks for to get a certificate, and where Pebble has it. */
export const OPERATIONS = {
  directory: 'GET /dir',
  newNonce: 'HEAD /nonce-plz',
  newAccount: 'POST /sign-me-up',
  newOrder: 'POST /order-plz',
  order: 'POST /my-order/{id}',
  authorization: 'POST /authZ/{id}',
  challenge: 'POST /chalZ/{id}',
  finalize: 'POST /finalize-order/{id}',
  certificate: 'POST /certZ/{id}',
} as const

/** Asked for only where an account is registered already. */
const ACCOUNT = { account: 'POST /my-account/{id}' } as const

/** A reverse proxy in front of Pebble, which can be made to fail. What Pebble names is reached through it as well. */
export interface AcmeProxy extends AsyncDisposable {
  readonly double: Double
  readonly directoryUrl: string
  /** What was asked for when orders were placed. */
  readonly orders: readonly unknown[]
}

export interface ProxyOptions {
  /** What the directory offers besides. Pebble 2.4 knows no profiles, and passes over what an order says of them. */
  readonly profiles?: Readonly<Record<string, string>>
}

const Signed = z.object({ payload: z.string() })
const Directory = z.looseObject({ meta: z.looseObject({}) })
const PASSED_ON = ['content-type', 'location', 'link', 'replay-nonce', 'retry-after'] as const

export async function startAcmeProxy(pebble: Pebble, { profiles = {} }: ProxyOptions = {}): Promise<AcmeProxy> {
  const { identity } = await testAuthority()
  const agent = new Agent({ keepAlive: true })
  const orders: unknown[] = []

  const forward = async ({ method, url, headers, raw }: DoubleRequest): Promise<Answer> => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    // Pebble forms addresses of the name it is called by, and signatures are for these.
    const { host = '', 'content-type': type = 'application/octet-stream' } = headers
    const sent = { host, 'content-type': type, 'content-length': raw.length }
    request(new URL(url.pathname, pebble.directoryUrl), { method, agent, headers: sent }, resolve)
      .on('error', reject)
      .end(raw)
    const response = await promise
    const kept = PASSED_ON.flatMap((name) => {
      const value = response.headers[name]
      return value === undefined ? [] : [[name, String(value)] as const]
    })
    return { status: response.statusCode ?? 0, headers: Object.fromEntries(kept), body: await buffer(response) }
  }

  const directory = async (asked: DoubleRequest): Promise<Answer> => {
    const answer = await forward(asked)
    const { meta, ...rest } = Directory.parse(JSON.parse(String(answer.body)))
    return { ...answer, body: { ...rest, meta: { ...meta, profiles } } }
  }
  const newOrder = (asked: DoubleRequest): Promise<Answer> => {
    const { payload } = Signed.parse(JSON.parse(asked.raw.toString()))
    orders.push(JSON.parse(Buffer.from(payload, 'base64url').toString()))
    return forward(asked)
  }

  const special: Readonly<Record<string, Handler>> = { directory, newOrder }
  const double = await startDouble({
    tls: identity,
    routes: Object.entries({ ...OPERATIONS, ...ACCOUNT }).map(([operation, place]) => {
      const [method = '', path = ''] = place.split(' ')
      return { operation, method, path, handle: special[operation] ?? forward }
    }),
  })
  return {
    ...{ double, orders, directoryUrl: `${double.url}/dir` },
    async [Symbol.asyncDispose]() {
      await double[Symbol.asyncDispose]()
      agent.destroy()
    },
  }
}
