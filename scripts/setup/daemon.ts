import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { findProgram, systemPath } from './programs.ts'
import { SetupError } from './setup-error.ts'

export interface DaemonOptions {
  readonly program: string
  readonly args: readonly string[]
  /** File that takes what it prints; emptied first. */
  readonly log: string
  /** A file that is locked for as long as the daemon lives, so that no two of them use the same data. */
  readonly lock?: string
  /** Set in its environment besides what this process has. */
  readonly env?: Readonly<Record<string, string>>
}

/** A program that runs beside a command, and dies with it whatever happens to the command. */
export interface Daemon extends AsyncDisposable {
  readonly pid: number
  /** Rejects when the daemon ends before it is disposed of. Race it against what is awaited from the daemon. */
  readonly ended: Promise<never>
}

const LOCKED = 75 // EX_TEMPFAIL, which flock is told to end with when the lock is held.
const STOP_MS = 30_000

/** Starts a daemon. @throws SetupError when it can't be started at all */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const output = openSync(options.log, 'w', 0o600)
  const [program = '', ...args] = [...dyingWithParent(), ...holding(options.lock), options.program, ...options.args]
  const child = spawn(program, args, {
    stdio: ['ignore', output, output],
    env: { ...process.env, PATH: systemPath(), ...options.env },
    detached: true, // Ctrl-C in a terminal is for the command, which then stops its daemons in order.
  })
  closeSync(output)
  try {
    await once(child, 'spawn')
  } catch (cause) {
    throw new SetupError(`${program} could not be started`, { cause })
  }
  let stopping = false
  const ended = once(child, 'exit').then((): never => {
    throw new SetupError(stopping ? `${options.program} was stopped` : reasonOfEnd(child, options))
  })
  ended.catch(() => undefined) // Who waits for something of the daemon races this; nobody else has to hear of it.
  return {
    pid: child.pid ?? 0,
    ended,
    async [Symbol.asyncDispose]() {
      stopping = true
      await stop(child)
    },
  }
}

/** Prefix that has the kernel kill a program when its parent dies; empty where the system can't do that. */
export function dyingWithParent(): readonly string[] {
  const setpriv = findProgram('setpriv')
  return setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'KILL', '--']
}

/** Ends a child: politely, then for good. Resolves when it is gone. */
export async function stop(child: ChildProcess, graceMs = STOP_MS): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  const kill = setTimeout(() => child.kill('SIGKILL'), graceMs)
  await exit
  clearTimeout(kill)
}

function holding(lock: string | undefined): readonly string[] {
  const flock = findProgram('flock')
  if (lock === undefined || flock === undefined) return []
  return [flock, '--nonblock', '--no-fork', '--conflict-exit-code', String(LOCKED), lock]
}

function reasonOfEnd(child: ChildProcess, { program, log, lock }: DaemonOptions): string {
  if (child.exitCode === LOCKED && lock !== undefined)
    return `Another Slipway is using the same data (${lock} is locked)`
  const last = readFileSync(log, 'utf8').trim().split('\n').slice(-8)
  const how = child.signalCode ?? `exit code ${child.exitCode ?? 'none'}`
  return [`${program} ended (${how}). Its last lines, of ${log}:`, ...last.map((line) => `  ${line}`)].join('\n')
}
