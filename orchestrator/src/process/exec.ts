import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { execa, ExecaError } from 'execa'
import { Failure } from '#contract'

export interface ExecOptions {
  readonly cwd?: string
  /** Added to the environment of this process; what is undefined is taken out of it. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** Milliseconds after which the command is killed. @default 60_000 */
  readonly timeoutMs?: number
  /** Given to the command on standard input, which is otherwise closed. */
  readonly input?: string
}

export interface ExecResult {
  readonly stdout: string
  readonly stderr: string
}

/** What a command left behind when it failed: its exit code (undefined when killed) and its output. */
export class ExecError extends Error {
  override readonly name = 'ExecError'
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string

  constructor(message: string, exitCode: number | undefined, stdout: string, stderr: string) {
    super(message)
    this.exitCode = exitCode
    this.stdout = stdout
    this.stderr = stderr
  }
}

// A child must not outlive an orchestrator that is killed: another one takes the task over and would race with it.
const SETPRIV = '/usr/bin/setpriv'
const withParentDeathSignal = existsSync(SETPRIV)
  ? (file: string, args: readonly string[]) => [SETPRIV, ['--pdeathsig', 'KILL', '--', file, ...args]] as const
  : (file: string, args: readonly string[]) => [file, args] as const

/**
 * Runs a program with an argument vector; no shell is involved. It is killed when the signal aborts or its time is up,
 * with all that it started, and (on Linux) when this process dies.
 * @throws Failure COMMAND_FAILED with an ExecError as its cause, COMMAND_MISSING, TIMEOUT, or the signal's own reason
 */
export async function exec(file: string, args: readonly string[], options: ExecOptions): Promise<ExecResult> {
  const { signal, timeoutMs = 60_000 } = options
  signal.throwIfAborted()
  const [program, programArgs] = withParentDeathSignal(file, args)
  try {
    const running = execa(program, programArgs, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: options.env }),
      input: options.input ?? '',
      cancelSignal: signal,
      timeout: timeoutMs,
      forceKillAfterDelay: 2_000,
      stripFinalNewline: true,
      detached: true, // leads a process group of its own
    })
    const child = running.nodeChildProcess
    // What a killed program had started itself may hold its output open and go on working, as git's helpers do.
    child.once('exit', () => {
      if (child.killed && child.pid !== undefined) killGroup(child.pid)
    })
    const { stdout, stderr } = await running
    return { stdout, stderr }
  } catch (thrown) {
    signal.throwIfAborted()
    throw failureOf(file, args, { ...options, timeoutMs }, thrown)
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch (thrown) {
    // Nobody is left in it.
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH')) throw thrown
  }
}

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // whatever keeps us from executing it: for the caller the program is not there
  }
}

// An exit code can't tell: 127 is setpriv's for a missing program, and may be the program's own.
function isInstalled(file: string, env: ExecOptions['env']): boolean {
  if (file.includes('/')) return isExecutable(file)
  // eslint-disable-next-line no-restricted-properties -- no configuration of ours: it is where the system looks for programs
  const path = env?.['PATH'] ?? process.env['PATH'] ?? ''
  return path.split(delimiter).some((folder) => isExecutable(join(folder, file)))
}

function failureOf(
  file: string,
  args: readonly string[],
  { env, timeoutMs }: { env?: ExecOptions['env']; timeoutMs: number },
  thrown: unknown,
): Failure {
  if (!(thrown instanceof ExecaError)) return Failure.from(thrown)
  const command = [file, ...args].join(' ')
  const { exitCode } = thrown
  const stdout = textOf(thrown.stdout)
  const stderr = textOf(thrown.stderr)
  if (thrown.timedOut) return new Failure('TIMEOUT', `"${command}" took longer than ${timeoutMs} ms`, { cause: thrown })
  if (!isInstalled(file, env)) return new Failure('COMMAND_MISSING', `"${file}" was not found`, { cause: thrown })
  const said = stderr.trim() || stdout.trim() || textOf(thrown.originalMessage) || 'no output'
  const error = new ExecError(`"${command}" ${howItEnded(exitCode, thrown.signal)}: ${said}`, exitCode, stdout, stderr)
  return new Failure('COMMAND_FAILED', error.message, { cause: error })
}

// A program that could not be started has no output, whatever execa's types say.
const textOf = (output: unknown): string => (typeof output === 'string' ? output : '')

function howItEnded(exitCode: number | undefined, signal: string | undefined): string {
  if (exitCode !== undefined) return `exited with ${exitCode}`
  return signal === undefined ? 'could not be started' : `was killed by ${signal}`
}
