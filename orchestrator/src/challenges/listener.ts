import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { Failure } from '#contract'
import type { Challenges } from '../drivers/coordination.ts'

export interface ListenerOptions {
  readonly challenges: Pick<Challenges, 'find'>
  /** 0 picks a free one. */
  readonly port: number
  readonly onError: (thrown: unknown) => void
}

/** Disposing closes it with all its connections. */
export interface Listener extends AsyncDisposable {
  readonly port: number
}

// RFC 8555, 8.3: a token is base64url text.
const CHALLENGE = /^\/\.well-known\/acme-challenge\/(?<token>[A-Za-z0-9_-]{1,512})$/
/** Milliseconds in which a request must have arrived; and the answer is one line. */
const REQUEST_MS = 5_000

/**
 * Answers a certificate authority's challenges (http-01), whichever orchestrator's they are. It listens on all addresses,
 * as the reverse proxy runs elsewhere: what it answers is public by its nature, and it answers nothing else. Orchestrators
 * of one machine share the port, where the system can do that.
 * @throws Failure CONFIG_INVALID when the port can't be had
 */
export async function listenForChallenges({ challenges, port, onError }: ListenerOptions): Promise<Listener> {
  const answer = async (method = '', url = '', response: ServerResponse): Promise<void> => {
    const token = method === 'GET' ? CHALLENGE.exec(url)?.groups?.token : undefined
    const found = token === undefined ? undefined : await challenges.find(token)
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'text/plain', 'cache-control': 'no-store' })
    response.end(found)
  }
  const server = createServer({ requestTimeout: REQUEST_MS }, ({ method, url }, response) => {
    answer(method, url, response).catch((thrown: unknown) => {
      onError(thrown)
      response.writeHead(503).end()
    })
  })
  server.listen({ port, reusePort: process.platform === 'linux' })
  try {
    await once(server, 'listening')
  } catch (thrown) {
    const message = `Port ${port} (ACME_CHALLENGE_PORT) can't be listened on: ${Failure.from(thrown).message}`
    throw new Failure('CONFIG_INVALID', message, { cause: thrown })
  }
  server.on('error', onError)
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
