import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { SetupError } from '../setup-error.ts'
import { enginePaths, type EnginePaths } from './paths.ts'

export interface Engine extends AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly host: string
}

const START_MS = 120_000 // Longer than an engine takes to stop: the next one starts after it.
const RETRY_MS = 100

/**
 * Uses the Docker engine of a folder, starting it when nobody else does. It is stopped when its last user has left:
 * disposing resolves when that is done, and it happens as well when this process is killed.
 * @throws SetupError with what dockerd said when it does not start
 */
export async function joinEngine(dir: string, signal: AbortSignal): Promise<Engine> {
  const paths = enginePaths(dir)
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const deadline = performance.now() + START_MS
  while (performance.now() < deadline) {
    signal.throwIfAborted()
    const connection = await connectTo(paths.keeper)
    if (connection === undefined) {
      startKeeper(dir, paths)
      await setTimeout(RETRY_MS)
      continue
    }
    const answer = await answerOf(connection, signal)
    if (answer === 'ready') return { host: `unix://${paths.socket}`, [Symbol.asyncDispose]: () => leave(connection) }
    if (answer !== '') throw new SetupError(`The Docker engine did not start: ${answer.replace(/^failed /, '')}`)
  }
  throw new SetupError(
    `The Docker engine did not start within ${START_MS / 1000} s; see ${paths.log} and ${paths.keeperLog}`,
  )
}

/** A keeper that finds another one alive ends at once: starting one too many does no harm. */
function startKeeper(dir: string, paths: EnginePaths): void {
  const log = openSync(paths.keeperLog, 'a', 0o600)
  const keeper = [process.execPath, join(import.meta.dirname, 'keeper.ts'), dir]
  spawn('flock', ['--nonblock', '--no-fork', paths.lock, ...keeper], {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: '/',
  }).unref()
  closeSync(log)
}

async function connectTo(path: string): Promise<Socket | undefined> {
  const connection = connect({ path, allowHalfOpen: true })
  try {
    await once(connection, 'connect')
    return connection
  } catch {
    return undefined // Nobody listens: absent, or left behind by a keeper that was killed.
  }
}

/** What the keeper says: `ready`, `failed <why>`, or nothing when it ended instead. */
async function answerOf(connection: Socket, signal: AbortSignal): Promise<string> {
  const end = () => connection.destroy()
  signal.addEventListener('abort', end, { once: true })
  let answer = ''
  const { promise, resolve } = Promise.withResolvers<string>()
  connection.setEncoding('utf8')
  connection.on('data', (text: string) => {
    answer += text
    if (answer === 'ready\n') resolve('ready')
  })
  connection.on('error', () => undefined) // 'close' follows.
  connection.on('end', () => connection.end())
  connection.on('close', () => resolve(answer.trim()))
  const said = await promise
  signal.removeEventListener('abort', end)
  return said
}

/** Resolves when the engine is stopped, or at once when others still use it. */
async function leave(connection: Socket): Promise<void> {
  if (connection.closed) return
  const closed = once(connection, 'close')
  connection.end()
  await closed
}
