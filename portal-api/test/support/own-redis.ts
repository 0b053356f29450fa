import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../../scripts/setup/free-port.ts'

export const PASSWORD = 'a-password-not-to-be-logged'

/** A Redis that a test may kill and start again; it keeps what it has acknowledged. */
export interface OwnRedis extends AsyncDisposable {
  readonly url: string
  readonly start: () => void
  /** As the machine would that loses its power. */
  readonly kill: () => Promise<void>
  /** Has it answer nothing, though it is there, and then again. */
  readonly freeze: () => void
  readonly thaw: () => void
}

/** One that is not started yet. */
export const ownRedis = async (): Promise<OwnRedis> => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-redis-'))
  const port = await freePort()
  let server: ChildProcess | undefined
  const kill = async () => {
    if (server === undefined) return
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
    server = undefined
  }
  return {
    url: `redis://:${PASSWORD}@127.0.0.1:${port}`,
    start() {
      const settings = { port: String(port), bind: '127.0.0.1', dir: directory, requirepass: PASSWORD }
      const durable = { appendonly: 'yes', appendfsync: 'always' }
      const args = Object.entries({ ...settings, ...durable }).flatMap(([name, value]) => [`--${name}`, value])
      server = spawn('redis-server', args, { stdio: 'ignore' })
    },
    kill,
    freeze: () => void server?.kill('SIGSTOP'),
    thaw: () => void server?.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      await kill()
      await rm(directory, { recursive: true })
    },
  }
}
