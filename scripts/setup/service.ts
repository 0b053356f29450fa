import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { dyingWithParent, stop } from './daemon.ts'
import { ROOT } from './environment.ts'
import { SetupError } from './setup-error.ts'

export interface ServiceOptions {
  /** What logs and messages call it. */
  readonly name: string
  /** Absolute path of its main module. */
  readonly main: string
  /** Its whole environment besides PATH, HOME and the like of this process. */
  readonly env: Readonly<Record<string, string>>
  /** The `msg` of the log line with which it says that it is up. */
  readonly upWhen: string
  /** Gets each line that it prints. */
  readonly onLine: (line: string) => void
  readonly signal: AbortSignal
}

/** One of Slipway's own processes. Disposing ends it in order; it dies as well when this process is killed. */
export interface Service extends AsyncDisposable {
  readonly name: string
  readonly pid: number
  /** The log line with which it said that it was up. */
  readonly up: LogLine
  /** Resolves with how it ended, for whatever reason. */
  readonly ended: Promise<string>
  readonly kill: (signal: NodeJS.Signals) => void
}

const LogLine = z.looseObject({ msg: z.string() })
type LogLine = z.infer<typeof LogLine>

const UP_MS = 30_000
const STOP_MS = 30_000
const LAST_LINES = 12
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'NODE_EXTRA_CA_CERTS', 'SLIPWAY_TEST_RUN']

/**
 * Starts one of Slipway's processes and waits until it is up.
 * @throws SetupError with its last lines when it ends or stays silent instead
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { name, main, upWhen, onLine, signal } = options
  const [program, ...args] = [...dyingWithParent(), process.execPath, main]
  const passed = PASSED_ON.flatMap((key) => (process.env[key] === undefined ? [] : [[key, process.env[key]] as const]))
  const env = { ...Object.fromEntries(passed), ...options.env }
  const child = spawn(program, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const last: string[] = []
  const { promise: up, resolve, reject } = Promise.withResolvers<LogLine>()
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on('line', (line) => {
      onLine(line)
      last.push(line)
      if (last.length > LAST_LINES) last.shift()
      const parsed = parseLine(line)
      if (parsed?.msg === upWhen) resolve(parsed)
    })
  const ended = once(child, 'close').then(() => child.signalCode ?? `exit code ${child.exitCode ?? 'none'}`)
  const why = (what: string) => new SetupError([`${name} ${what}`, ...last.map((line) => `  ${line}`)].join('\n'))
  const silent = setTimeout(() => reject(why(`was not up within ${UP_MS / 1000} s`)), UP_MS)
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    const line = await Promise.race([up, ended.then((how) => Promise.reject(why(`ended (${how})`)))])
    const dispose = () => stop(child, STOP_MS)
    return { name, pid: child.pid ?? 0, up: line, ended, kill: (by) => child.kill(by), [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await stop(child, STOP_MS)
    throw error
  } finally {
    clearTimeout(silent)
    signal.removeEventListener('abort', abort)
  }
}

/** A line of structured log; anything else that a process prints is none. */
function parseLine(line: string): LogLine | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return LogLine.safeParse(JSON.parse(line)).data
  } catch {
    return undefined // Text in braces that is no JSON.
  }
}
