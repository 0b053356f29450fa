import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { isErrno } from '../../orchestrator/src/drivers/errno.ts'
import { dyingWithParent, stop } from '../../scripts/setup/daemon.ts'
import { freePort } from '../../scripts/setup/free-port.ts'
import { findProgram } from '../../scripts/setup/programs.ts'

const UP_MS = 20_000
/** Where sshd of root wants an empty folder of its own; its package makes it when the system starts sshd. */
const PRIVILEGE_SEPARATION = '/run/sshd'

/** A real sshd on loopback, into which the user of this process may log in. */
export interface Sshd extends AsyncDisposable {
  readonly port: number
  readonly user: string
  /** As text. */
  readonly privateKey: string
  /** A known_hosts file, as text. */
  readonly knownHosts: string
  /** HOME of whoever logs in: a folder that was empty. */
  readonly home: string
  /** Kills the connections that there are, as when a network is cut and both ends notice. */
  readonly cut: () => Promise<void>
  /** Stops it and its connections from answering, without ending them. */
  readonly freeze: () => Promise<void>
  readonly thaw: () => Promise<void>
  /** Ends it with its connections; the same one is there again after `start`. */
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
}

/** @param settings lines of sshd_config besides: `MaxSessions 2` */
export async function startSshd(settings: readonly string[] = []): Promise<Sshd> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'slipway-sshd-'))
  await using cleanup = new AsyncDisposableStack()
  cleanup.defer(() => rm(folder, { recursive: true, force: true }))
  const [file, home, port] = [(name: string) => path.join(folder, name), path.join(folder, 'home'), await freePort()]
  await mkdir(home)
  if (process.getuid?.() === 0) await mkdir(PRIVILEGE_SEPARATION, { recursive: true, mode: 0o755 })
  await Promise.all([makeKey(file('host')), makeKey(file('user'))])
  const authorized = `environment="HOME=${home}" ${await readFile(file('user.pub'), 'utf8')}`
  await Promise.all([
    writeFile(file('authorized_keys'), authorized, { mode: 0o600 }),
    writeFile(file('config'), configuration(port, file, settings)),
  ])

  let server = await listen(file('config'))
  cleanup.defer(() => end(server))
  const signalAll = async (signal: NodeJS.Signals) => {
    for (const pid of [server.pid ?? 0, ...(await connectionsOf(server))]) send(pid, signal)
  }
  const privateKey = await readFile(file('user'), 'utf8')
  const knownHosts = `[127.0.0.1]:${port} ${await readFile(file('host.pub'), 'utf8')}`
  const held = cleanup.move()
  return {
    port,
    user: os.userInfo().username,
    privateKey,
    knownHosts,
    home,
    cut: async () => (await connectionsOf(server)).forEach((pid) => send(pid, 'SIGKILL')),
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    stop: () => end(server),
    async start() {
      server = await listen(file('config'))
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

const makeKey = (file: string) =>
  promisify(execFile)('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', file])

const configuration = (port: number, file: (name: string) => string, settings: readonly string[]): string =>
  [
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey ${file('host')}`,
    `AuthorizedKeysFile ${file('authorized_keys')}`,
    'AuthenticationMethods publickey',
    'PermitRootLogin yes',
    'PermitUserEnvironment yes',
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    ...settings,
    '',
  ].join('\n')

async function listen(config: string): Promise<ChildProcess> {
  // It starts itself again for each connection, by its absolute path.
  const [program, ...args] = [...dyingWithParent(), findProgram('sshd') ?? 'sshd', '-D', '-e', '-f', config]
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const lines: string[] = []
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  const late = setTimeout(() => reject(new Error(`sshd is not up:\n${lines.join('\n')}`)), UP_MS)
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (lines.push(line) > 20) lines.shift()
    if (line.includes('Server listening')) resolve(undefined)
  })
  child.once('error', reject)
  child.once('exit', () => reject(new Error(`sshd ended:\n${lines.join('\n')}`)))
  await promise.finally(() => clearTimeout(late))
  return child
}

async function end(server: ChildProcess): Promise<void> {
  for (const pid of await connectionsOf(server)) send(pid, 'SIGKILL')
  await stop(server)
}

/** Its processes that serve connections: under a user other than root there are two for each. */
async function connectionsOf(server: ChildProcess): Promise<number[]> {
  const children = await childrenOf(server.pid ?? 0)
  const below = await Promise.all(children.map(childrenOf))
  const names = await Promise.all(
    below.flat().map(async (pid) => ((await commandOf(pid)).startsWith('sshd') ? [pid] : [])),
  )
  return [...names.flat(), ...children]
}

const readProcess = async (pid: number, file: string): Promise<string> => {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'utf8')
  } catch (thrown) {
    if (isErrno(thrown, 'ENOENT', 'ESRCH')) return '' // It has ended meanwhile.
    throw thrown
  }
}
const childrenOf = async (pid: number): Promise<number[]> =>
  (await readProcess(pid, `task/${pid}/children`))
    .split(' ')
    .filter((each) => each !== '')
    .map(Number)
const commandOf = (pid: number): Promise<string> => readProcess(pid, 'comm')

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (thrown) {
    if (!isErrno(thrown, 'ESRCH')) throw thrown // What has ended needs no signal.
  }
}
