import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { after, before } from 'node:test'
import type { OpenHost } from './create-host.ts'
import type { AgentHost, HostCommand, RunEnd } from './port.ts'
import { unlessAborted } from './verb.ts'

/** Of this process alone: by the names of their installations hosts tell runs apart. */
export const INSTANCE = `test-${randomUUID()}`
/** What a shell would make something else of. */
export const NASTY = `"; rm -rf ~ #' $(id) \`id\` $HOME \\0101 \\ % * 😀 ā\u0301 ć\u0081\u0088 %s\t\r\n\n -- `

export const TAG = { owner: 'sandbox:1', task: 'task-1' }
export const LIMITS = { timeoutS: 120, leaseS: 120 }
/** Aborts long after everything has ended: what waits for an end that never comes fails, and is cleaned up after. */
export const signal = AbortSignal.timeout(180_000)

/** What the promise gives. @throws Error that says what did not happen before `signal` aborted */
async function happening<T>(what: string, promise: Promise<T>): Promise<T> {
  try {
    return await unlessAborted(promise, signal)
  } catch (thrown) {
    throw new Error(`waited for in vain: ${what}`, { cause: thrown })
  }
}

export interface HostSubject extends AsyncDisposable {
  /** As another orchestrator sees it. */
  open(options?: {
    readonly instance?: string
    readonly programs?: readonly string[]
    readonly dataDir?: string
  }): OpenHost
  /** HOME there. */
  readonly home: string
  /** Breaks the connections that there are. */
  cut(): Promise<void>
}

export type MakeSubject = () => Promise<HostSubject>

/** A subject for the tests of a suite, with a host of it and an empty folder. */
export function useSubject(make: MakeSubject) {
  const held = new AsyncDisposableStack()
  let made: { readonly subject: HostSubject; readonly host: OpenHost; readonly folder: string } | undefined
  before(async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'slipway-host-'))
    held.defer(() => rm(folder, { recursive: true }))
    const subject = held.use(await make())
    const host = subject.open()
    held.defer(() => host.close())
    made = { subject, host, folder }
  })
  after(() => held.disposeAsync())
  const get = () => {
    assert.ok(made)
    return made
  }
  return { subject: () => get().subject, host: () => get().host, folder: () => get().folder }
}

/** A program of Node's, with arguments. */
export const node = (source: string, ...args: readonly string[]): HostCommand => ({
  argv: [process.execPath, '-e', source, '--', ...args],
  cwd: os.tmpdir(),
  env: {},
  stdin: '',
})

export interface Output {
  readonly text: () => string
  readonly onData: (chunk: Buffer) => void
  /** Resolves when the output holds a text. */
  readonly until: (text: string) => Promise<void>
}

export function collect(): Output {
  const chunks: Buffer[] = []
  const text = () => Buffer.concat(chunks).toString()
  let arrived = () => {}
  return {
    text,
    onData(chunk) {
      chunks.push(chunk)
      arrived()
    },
    async until(wanted) {
      while (!text().includes(wanted))
        await happening(`output ${wanted}`, new Promise<void>((resolve) => (arrived = resolve)))
    },
  }
}

/** Starts a run and follows it to its end. */
export async function runToEnd(host: AgentHost, id: string, command: HostCommand, limits = LIMITS) {
  const output = collect()
  await host.start(id, command, limits, TAG, signal)
  const end = await host.follow(id, 0, output.onData, signal)
  return { end, output: output.text() }
}

export const ended = (reason: RunEnd['reason'], exitCode: number | null, bytes = 0): RunEnd => ({
  reason,
  exitCode,
  bytes,
  errors: '',
})

/** The id of a process that a run has noted in its folder. */
export async function notedProcess(
  subject: Pick<HostSubject, 'home'>,
  instance: string,
  run: string,
  name: string,
): Promise<number> {
  const [pid] = (await readFile(path.join(subject.home, '.slipway/runs', instance, run, name), 'utf8')).split(' ')
  assert.ok(Number(pid) > 1)
  return Number(pid)
}

export interface Lifelines extends AsyncDisposable {
  /** A socket to connect to: a connection is open for as long as its process lives. */
  readonly path: string
  /** Resolves when so many processes have connected. */
  connected(count: number): Promise<void>
  /** Resolves when none of them lives. */
  gone(): Promise<void>
}

export async function createLifelines(): Promise<Lifelines> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'slipway-lifelines-'))
  const closings: Promise<unknown>[] = []
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined) // a killed process may reset the connection; its close is what counts
    socket.resume()
    closings.push(new Promise((resolve) => socket.once('close', resolve)))
    server.emit('counted')
  }).listen(path.join(folder, 'socket'))
  await once(server, 'listening')
  return {
    path: path.join(folder, 'socket'),
    async connected(count) {
      while (closings.length < count)
        await happening(`${count} processes, of which ${closings.length} came`, once(server, 'counted'))
    },
    async gone() {
      await happening('the end of processes', Promise.all(closings))
    },
    async [Symbol.asyncDispose]() {
      server.close()
      for (const socket of sockets) socket.destroy()
      await rm(folder, { recursive: true })
    },
  }
}

/** A program that ignores SIGTERM, and connects to the lifeline that its argument names. */
export const HOLD_ON = `process.on('SIGTERM', () => {}); require('net').connect(process.argv[1])`
const HIDDEN = `require('child_process').spawn('setsid', ['-f', ...process.argv.slice(2)], { stdio: 'ignore', env: JSON.parse(process.argv[1]) })`

/**
 * A program that ignores SIGTERM, with two others that do: one in a session of its own, whose parent has ended, and one that
 * has no environment besides. All connect to a lifeline: three of them, or two without the last.
 */
export function stubborn(lifeline: string, withoutEnvironment = true): HostCommand {
  const other = (env: string) =>
    [process.execPath, ['-e', HIDDEN, env, process.execPath, '-e', HOLD_ON, lifeline]] as const
  const kept = `const { spawnSync } = require('child_process');`
  const call = ([program, args]: ReturnType<typeof other>, env: string) =>
    `spawnSync(${JSON.stringify(program)}, ${JSON.stringify(args)}.map((each) => each === 'ENV' ? ${env} : each));`
  const marked = call(other('ENV'), 'JSON.stringify(process.env)')
  const bare = withoutEnvironment ? call(other('ENV'), 'JSON.stringify({ PATH: process.env.PATH })') : ''
  return node(`${kept}${marked}${bare}${HOLD_ON}`, lifeline)
}
