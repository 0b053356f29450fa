import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { Registry } from 'prom-client'
import { Failure } from '#contract'

interface ListenOptions {
  readonly register: Pick<Registry, 'metrics' | 'contentType'>
  /** 0 picks a free one. */
  readonly port: number
  readonly host: string
  readonly onError: (thrown: unknown) => void
}

/** Disposing closes it with all its connections. */
export interface MetricsListener extends AsyncDisposable {
  readonly url: string
}

/** Milliseconds in which a request must have arrived. */
const REQUEST_MS = 5_000

/**
 * Answers `GET /metrics`, and nothing else. Whoever reaches the address may read: there is nothing of a user in it.
 * @throws Failure CONFIG_INVALID when the address can't be had
 */
export async function listenForMetrics({ register, port, host, onError }: ListenOptions): Promise<MetricsListener> {
  const answer = async (response: ServerResponse): Promise<void> => {
    const text = await register.metrics()
    response.writeHead(200, { 'content-type': register.contentType, 'cache-control': 'no-store' }).end(text)
  }
  const server = createServer({ requestTimeout: REQUEST_MS }, ({ method, url }, response) => {
    if (method !== 'GET' || url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    answer(response).catch((thrown: unknown) => {
      onError(thrown)
      response.writeHead(500).end()
    })
  })
  server.listen({ port, host })
  try {
    await once(server, 'listening')
  } catch (thrown) {
    const message = `${host}:${port} (METRICS_HOST, METRICS_PORT) can't be listened on: ${Failure.from(thrown).message}`
    throw new Failure('CONFIG_INVALID', message, { cause: thrown })
  }
  server.on('error', onError)
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}/metrics`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
