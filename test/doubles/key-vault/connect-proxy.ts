import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** An HTTP proxy that opens tunnels to ports of this machine. */
export interface ConnectProxy extends AsyncDisposable {
  readonly url: string
}

/**
 * Starts a proxy by which a client reaches a double under the name of the service, where it insists on that name.
 * @param ports loopback ports by `host:port`; any other is refused with 403
 */
export async function startConnectProxy(ports: Readonly<Record<string, number>>): Promise<ConnectProxy> {
  const open = new Set<Duplex>()
  const server = createServer()
  server.on('connect', ({ url = '' }, client: Socket, head: Buffer) => {
    const port = ports[url]
    if (port === undefined) {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      return
    }
    const service = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      service.write(head)
      service.pipe(client).pipe(service)
    })
    for (const [one, other] of [
      [client, service],
      [service, client],
    ] as const) {
      open.add(one)
      // One end that is reset or closed takes the other with it.
      one.on('error', () => other.destroy())
      one.on('close', () => {
        other.destroy()
        open.delete(one)
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
