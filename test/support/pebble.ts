import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { dyingWithParent } from '../../scripts/setup/daemon.ts'
import { freePort } from '../../scripts/setup/free-port.ts'
import { testAuthority } from '../doubles/kit/tls.ts'

export interface PebbleOptions {
  /** Where it looks for answers to challenges, on loopback. @default a free port, on which nobody listens yet */
  readonly challengePort?: number
  /** How long its certificates are good for, in seconds. @default 90 days */
  readonly validityS?: number
  /** Key id → HMAC key (base64url); with any of these it wants an external account. */
  readonly externalAccounts?: Readonly<Record<string, string>>
  /** Names that it refuses, with everything below them. */
  readonly refused?: readonly string[]
  /** Share of good nonces that it refuses, in percent. @default 50 */
  readonly nonceReject?: number
}

/** A running Pebble with its DNS server. This process trusts its API. */
export interface Pebble extends AsyncDisposable {
  readonly directoryUrl: string
  /** PEM file of the root that its certificates lead to. */
  readonly rootFile: string
  /** For NODE_EXTRA_CA_CERTS of other processes: what its API is signed by. */
  readonly caFile: string
  readonly challengePort: number
  /** From now on the DNS server fails for this name. */
  readonly unresolvable: (host: string) => Promise<void>
  /** From now on it resolves again. */
  readonly resolvable: (host: string) => Promise<void>
  /** How many certificates it has issued. */
  readonly issued: () => number
  /** How many validations have failed: what an authority limits most of all. */
  readonly failedValidations: () => number
}

const UP_MS = 20_000

/** Starts a program that dies with this process, and waits for a line on its output. */
async function start(
  name: string,
  args: string[],
  env: Record<string, string>,
  up: string,
  onLine?: (line: string) => void,
) {
  const [program, ...before] = [...dyingWithParent(), name]
  const child = spawn(program, [...before, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on('line', (line) => {
      lines.push(line)
      onLine?.(line)
      if (line.includes(up)) resolve(undefined)
    })
  child.once('error', reject)
  child.once('exit', () => reject(new Error(`${name} ended:\n${lines.slice(-5).join('\n')}`)))
  const late = setTimeout(() => reject(new Error(`${name} is not up:\n${lines.slice(-5).join('\n')}`)), UP_MS)
  try {
    await promise
  } finally {
    clearTimeout(late)
  }
  return child
}

/** Resolves when somebody listens on a port of loopback. */
async function accepts(port: number): Promise<void> {
  const limit = AbortSignal.timeout(UP_MS)
  for (;;) {
    const socket = connect({ port, host: '127.0.0.1' })
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false, // Refused until it listens.
    )
    socket.destroy()
    if (connected) return
    await sleep(10, undefined, { signal: limit })
  }
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit')
  if (child.kill('SIGKILL')) await exited
}

/**
 * Starts Pebble, the ACME server for tests of Let's Encrypt's makers, as it is: real issuing, real validation over HTTP.
 * It refuses half of all nonces, never reuses an authorization and validates at once. Every name resolves to 127.0.0.1.
 */
export async function startPebble(options: PebbleOptions = {}): Promise<Pebble> {
  const { validityS = 90 * 86_400, externalAccounts = {}, refused = [], nonceReject = 50 } = options
  const [authority, folder] = [await testAuthority(), await mkdtemp(path.join(os.tmpdir(), 'slipway-pebble-'))]
  authority.trust()
  await using cleanup = new AsyncDisposableStack()
  cleanup.defer(() => rm(folder, { recursive: true, force: true }))
  const challengePort = options.challengePort ?? (await freePort())
  const [api, management, dns, dnsManagement] = [await freePort(), await freePort(), await freePort(), await freePort()]
  const file = (name: string) => path.join(folder, name)
  const config = {
    listenAddress: `127.0.0.1:${api}`,
    managementListenAddress: `127.0.0.1:${management}`,
    certificate: file('cert.pem'),
    privateKey: file('key.pem'),
    httpPort: challengePort,
    tlsPort: 1,
    certificateValidityPeriod: validityS,
    domainBlocklist: refused,
    externalAccountBindingRequired: Object.keys(externalAccounts).length > 0,
    externalAccountMACKeys: externalAccounts,
  }
  await Promise.all([
    writeFile(file('cert.pem'), authority.identity.cert),
    writeFile(file('key.pem'), authority.identity.key),
    writeFile(file('config.json'), JSON.stringify({ pebble: config })),
  ])
  const resolver = await start(
    'pebble-challtestsrv',
    [
      ...['-dns01', `127.0.0.1:${dns}`, '-management', `127.0.0.1:${dnsManagement}`],
      ...['-http01', '', '-https01', '', '-tlsalpn01', '', '-defaultIPv4', '127.0.0.1', '-defaultIPv6', ''],
    ],
    {},
    'Starting management server',
  )
  cleanup.defer(() => stop(resolver))
  let [issued, failedValidations] = [0, 0]
  const server = await start(
    'pebble',
    ['-config', file('config.json'), '-dnsserver', `127.0.0.1:${dns}`, '-strict'],
    { PEBBLE_VA_NOSLEEP: '1', PEBBLE_AUTHZREUSE: '0', PEBBLE_WFE_NONCEREJECT: `${nonceReject}` },
    'ACME directory available at',
    (line) => {
      if (/Issued certificate serial/.test(line)) issued += 1
      if (/authz \S+ set INVALID/.test(line)) failedValidations += 1
    },
  )
  cleanup.defer(() => stop(server))
  await Promise.all([accepts(api), accepts(management)]) // It tells its addresses before it listens there.
  const root = await fetch(`https://127.0.0.1:${management}/roots/0`)
  assert.equal(root.status, 200)
  await writeFile(file('root.pem'), await root.text())
  const manageDns = async (operation: string, host: string): Promise<void> => {
    const url = `http://127.0.0.1:${dnsManagement}/${operation}`
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ host }) })
    assert.equal(answer.status, 200)
  }
  const held = cleanup.move()
  return {
    directoryUrl: `https://127.0.0.1:${api}/dir`,
    rootFile: file('root.pem'),
    caFile: authority.caFile,
    challengePort,
    unresolvable: (host) => manageDns('set-servfail', host),
    resolvable: (host) => manageDns('clear-servfail', host),
    issued: () => issued,
    failedValidations: () => failedValidations,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}
