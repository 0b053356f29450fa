import type { Transport } from '../transport.ts'
import { unlessAborted, unreachable } from '../verb.ts'
import { commandLine } from '../wrapper.ts'
import { connectSsh } from './connect.ts'
import { type Connection, createConnection } from './connection.ts'
import type { SshOptions } from './options.ts'

/** Calls the wrapper over SSH. One connection is kept; more are made while there are more calls than one can take. */
export function createSshTransport(name: string, options: SshOptions): Transport {
  const connections = new Set<Connection>()
  let connecting: Promise<Connection> | undefined

  const dropSurplus = () => {
    const idle = [...connections].filter((each) => each.idle)
    const surplus = idle.length === connections.size ? idle.slice(1) : idle
    for (const each of surplus) each.close()
  }
  const connect = async (): Promise<Connection> => {
    const connection = createConnection(await connectSsh(name, options), {
      onIdle: dropSurplus,
      onGone: () => connections.delete(connection),
    })
    connections.add(connection)
    return connection
  }
  // One at a time: whoever comes meanwhile finds room on the same.
  const connected = (): Promise<Connection> => {
    connecting ??= connect().finally(() => {
      connecting = undefined
    })
    return connecting
  }

  return {
    async call(args, signal) {
      signal.throwIfAborted()
      const command = commandLine(args)
      for (let refusals = 0; refusals < 3;) {
        const free = [...connections].find((each) => each.free)
        if (free === undefined) {
          await unlessAborted(connected(), signal)
          continue
        }
        const opening = free.call(command)
        const call = await unlessAborted(opening, signal).catch((thrown: unknown) => {
          void opening.then((late) => late?.abandon())
          throw thrown
        })
        if (call !== undefined) return call
        // Where others are open, one of them ends, or another connection takes it.
        if (free.idle) refusals += 1
      }
      throw unreachable(name, 'refuses to open a session')
    },
    close() {
      for (const each of connections) each.close()
    },
  }
}
