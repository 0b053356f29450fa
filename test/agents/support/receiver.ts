import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

interface Answer {
  readonly status: number
  readonly headers?: Record<string, string>
}

/** A board's end of deliveries: answers in turn as it is told to, then always with 204. */
export async function startReceiver(answers: readonly Answer[]) {
  const received: Received[] = []
  const left = [...answers]
  let arrived = Promise.withResolvers<undefined>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { status, headers } = left.shift() ?? { status: 204 }
      response.writeHead(status, headers).end()
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      arrived.resolve(undefined)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address: AddressInfo | string | null = server.address()
  if (typeof address !== 'object' || address === null) throw new TypeError('not listening')
  return {
    received,
    url: `http://127.0.0.1:${address.port}/hook`,
    /** Resolves when so many deliveries have come. */
    async count(wanted: number): Promise<void> {
      while (received.length < wanted) {
        await arrived.promise
        arrived = Promise.withResolvers()
      }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
