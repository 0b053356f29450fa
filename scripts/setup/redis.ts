import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { startDaemon, type Daemon } from './daemon.ts'
import { freePort } from './free-port.ts'
import { SetupError } from './setup-error.ts'

export interface RedisOptions {
  /** Absolute path of the folder that holds its data, its password and its log. */
  readonly dir: string
  /** @default a free port */
  readonly port?: number
  readonly signal: AbortSignal
}

export interface RedisServer extends Daemon {
  /** With the password in it: not for logs. */
  readonly url: string
}

const READY_MS = 60_000 // A large append-only file is read first.
const ATTEMPTS = 3

/**
 * Starts a Redis server on loopback that loses nothing it has acknowledged (`appendfsync always`, `noeviction`).
 * @throws SetupError when it does not start, or another Slipway uses the folder
 */
export async function startRedis({ dir, port, signal }: RedisOptions): Promise<RedisServer> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const password = await passwordOf(dir)
  for (let attempt = 1; ; attempt += 1) {
    const chosen = port ?? (await freePort())
    const daemon = await startServer(dir, chosen, password)
    const url = `redis://:${password}@127.0.0.1:${chosen}`
    try {
      await answers(url, daemon, signal)
      return { ...daemon, url }
    } catch (error) {
      await daemon[Symbol.asyncDispose]()
      // A port that was found free may be taken a moment later: another one is found then.
      if (port !== undefined || attempt === ATTEMPTS || signal.aborted) throw error
    }
  }
}

async function startServer(dir: string, port: number, password: string): Promise<Daemon> {
  const settings = {
    bind: '127.0.0.1',
    port,
    requirepass: password,
    dir: JSON.stringify(dir),
    appendonly: 'yes',
    appendfsync: 'always',
    save: '""',
    'maxmemory-policy': 'noeviction',
    databases: 64, // Each test file that needs one to itself has one.
    daemonize: 'no',
  }
  const file = join(dir, 'redis.conf')
  const text = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`)
  await writeFile(file, text.join(''), { mode: 0o600 })
  return startDaemon({ program: 'redis-server', args: [file], log: join(dir, 'redis.log'), lock: join(dir, 'lock') })
}

/** Made once and kept: what has been configured with the URL goes on working. */
async function passwordOf(dir: string): Promise<string> {
  const file = join(dir, 'password')
  try {
    await writeFile(file, randomBytes(24).toString('base64url'), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return readFile(file, 'utf8')
}

async function answers(url: string, daemon: Daemon, signal: AbortSignal): Promise<void> {
  const client = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null })
  client.on('error', () => undefined) // Refused until it listens; the client tries again by itself.
  const { promise: ready, resolve, reject } = Promise.withResolvers<undefined>()
  client.once('ready', () => resolve(undefined))
  const limit = AbortSignal.any([signal, AbortSignal.timeout(READY_MS)])
  limit.addEventListener('abort', () => reject(new SetupError(`redis-server did not answer: ${String(limit.reason)}`)))
  try {
    await Promise.race([ready, daemon.ended])
  } finally {
    client.disconnect()
  }
}
