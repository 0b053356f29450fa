import { once } from 'node:events'
import { createConnection, createServer, type Server, type Socket } from 'node:net'

/** A way to the Docker engine that can be cut, as a restart of the engine would. */
export interface EngineProxy extends Disposable {
  /** As DOCKER_HOST. */
  readonly host: string
  /** Cuts what is connected, and at the nth new connection everything, until restored. */
  cutAfter(connections: number): void
  restore(): Promise<void>
}

/** @param engine DOCKER_HOST of the real engine: unix:///path */
export async function proxyEngine(engine: string, socketPath: string): Promise<EngineProxy> {
  const sockets = new Set<Socket>()
  let connectionsLeft = Infinity
  let server: Server | undefined

  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy()) // that connections break is what this is for
    return socket
  }
  const destroyAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  const close = (): void => {
    server?.close() // removes the socket's file at once
    server = undefined
    destroyAll()
  }
  const listen = async (): Promise<void> => {
    server = createServer({ allowHalfOpen: true }, (client) => {
      const upstream = createConnection({ path: new URL(engine).pathname, allowHalfOpen: true })
      keep(client).pipe(keep(upstream)).pipe(client)
      connectionsLeft -= 1
      if (connectionsLeft <= 0) close()
    }).listen(socketPath)
    await once(server, 'listening')
  }
  await listen()
  return {
    host: `unix://${socketPath}`,
    cutAfter: (connections) => {
      connectionsLeft = connections
      destroyAll()
    },
    restore: async () => {
      connectionsLeft = Infinity
      if (server === undefined) await listen()
    },
    [Symbol.dispose]: close,
  }
}
