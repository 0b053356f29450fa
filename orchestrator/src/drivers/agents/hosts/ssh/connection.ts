import type { Client, ClientChannel } from 'ssh2'
import type { Call } from '../transport.ts'

/** sshd's MaxSessions is 10 unless set otherwise; some are left to whoever may come by another way. */
const MAX_CHANNELS = 8

/** A connection, over which several calls go at once. */
export interface Connection {
  /** Whether another call may go over it. */
  readonly free: boolean
  /** Whether no call goes over it. */
  readonly idle: boolean
  /** @returns undefined when the host has refused another channel, or the connection is gone: it has less room from then on */
  call(command: string): Promise<Call | undefined>
  close(): void
}

interface Events {
  /** The last call over it has ended. */
  readonly onIdle: () => void
  readonly onGone: () => void
}

export function createConnection(client: Client, { onIdle, onGone }: Events): Connection {
  /** What is to be done, of everything under way, when the connection is gone. */
  const breaking = new Set<() => void>()
  let [open, limit] = [0, MAX_CHANNELS]
  client.on('error', () => client.destroy()) // What it means the calls tell that have no exit code.
  client.once('close', () => {
    limit = 0
    onGone()
    for (const broken of breaking) broken()
  })

  const opened = async (command: string): Promise<Call | undefined> => {
    const { promise, resolve } = Promise.withResolvers<Call | undefined>()
    const broken = () => resolve(undefined)
    breaking.add(broken)
    try {
      // What comes with the channel in one packet, even its exit code and its end, is told before a promise can settle.
      client.exec(command, (error, channel) => resolve(error === undefined ? callOver(channel, breaking) : undefined))
    } catch {
      resolve(undefined) // Not connected any more, which is the same as a refusal.
    }
    return promise.finally(() => breaking.delete(broken))
  }
  const release = () => {
    open -= 1
    if (open === 0) onIdle()
  }
  return {
    get free() {
      return open < limit
    },
    get idle() {
      return open === 0
    },
    async call(command) {
      open += 1
      const call = await opened(command)
      if (call === undefined) {
        limit = Math.min(limit, open - 1)
        release()
      } else void call.closed.then(release)
      return call
    },
    close() {
      limit = 0
      client.destroy()
    },
  }
}

function callOver(channel: ClientChannel, breaking: Set<() => void>): Call {
  const { promise: closed, resolve } = Promise.withResolvers<number | null>()
  let exitCode: number | null = null
  channel.on('exit', (code: number | null) => {
    exitCode = code
  })
  // Writes that come too late: whatever broke shows in the exit code that is not there.
  channel.on('error', () => undefined)
  // It closes when its output was read, whether its errors were or not.
  const read = new Promise((done) => channel.stderr.once('end', done))
  channel.once('close', () => void read.then(() => resolve(exitCode)))
  // What was on its way is lost, and with it whether anything was.
  const broken = () => resolve(null)
  breaking.add(broken)
  const { stdin, stdout, stderr } = channel
  return {
    stdin,
    stdout,
    stderr,
    closed: closed.finally(() => breaking.delete(broken)),
    abandon() {
      for (const stream of [stdout, stderr]) stream.resume()
      channel.destroy()
    },
  }
}
