import assert from 'node:assert/strict'
import { type ChildProcess, execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import tls from 'node:tls'
import { promisify } from 'node:util'
import type { Certificates } from './port.ts'

type Verb = 'ensure' | 'renew' | 'remove'

/** An implementation under test, with a store of its own. */
export interface CertificatesSubject {
  readonly certificates: Certificates
  /** The same store, as another orchestrator opens it; with a clock that is so many days ahead. */
  readonly again: (daysAhead?: number) => Certificates
  /** PEM file of the root that clients are to trust. Exists once a certificate does. */
  readonly rootFile: string
  /** The files that a TLS server is told to use for a host now; undefined when it is told of none. */
  readonly files: (host: string) => Promise<{ key: string; fullchain: string } | undefined>
  /** Everything of the store that is no certificate in use: temporary and half-removed files. */
  readonly leftovers: () => Promise<string[]>
  /**
   * Another process that runs one verb for a host, and kills itself when so many file operations have ended.
   * @default operations 0: it finishes
   */
  readonly child: (verb: Verb, host: string, owner: string, task: string, operations?: number) => ChildProcess
  /** Of how many file operations one is followed by a kill. @default 1: every one, for what is made in a few milliseconds */
  readonly killEvery?: number
  readonly dispose: () => Promise<void>
}

export const OWNER = 'team:1'
export const TAG = { owner: OWNER, task: 'task-1' }
export const thing = (name: string) => ({ kind: 'certificate', name }) as const

const { signal } = new AbortController()

export async function filesOf(subject: CertificatesSubject, host: string) {
  const files = await subject.files(host)
  assert.ok(files, `no files for ${host}`)
  return files
}

export async function readPair(subject: CertificatesSubject, host: string) {
  const files = await filesOf(subject, host)
  const [key, cert, ca] = await Promise.all([
    readFile(files.key),
    readFile(files.fullchain),
    readFile(subject.rootFile),
  ])
  return { key, cert, ca }
}

/** Connects to a server that uses the host's files, as a client that trusts the root alone. @throws what the client throws */
export async function handshake(subject: CertificatesSubject, host: string, servername: string): Promise<boolean> {
  const { key, cert, ca } = await readPair(subject, host)
  const server = tls.createServer({ key, cert }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const address = server.address()
    assert.ok(typeof address === 'object' && address !== null)
    const client = tls.connect({ port: address.port, host: '127.0.0.1', servername, ca })
    await once(client, 'secureConnect')
    client.destroy()
    return client.authorized
  } finally {
    server.close()
  }
}

/** @throws when `openssl verify` refuses the host's certificate */
export async function verify(subject: CertificatesSubject, host: string): Promise<void> {
  const { fullchain } = await filesOf(subject, host)
  const checks = ['-x509_strict', '-purpose', 'sslserver', '-verify_hostname', host]
  const chain = ['-CAfile', subject.rootFile, '-untrusted', fullchain]
  await promisify(execFile)('openssl', ['verify', ...checks, ...chain, fullchain])
}

export async function found(subject: CertificatesSubject, host: string) {
  return (await subject.certificates.list(signal)).filter(({ name }) => name === host)
}

export async function assertAbsent(subject: CertificatesSubject, host: string): Promise<void> {
  assert.deepEqual(await found(subject, host), [])
  assert.equal(await subject.files(host), undefined)
}
