import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'
import { isErrno } from '../errno.ts'
import { certificatesConformance } from './conformance.ts'
import type { CertificatesSubject } from './conformance-support.ts'
import { createLocalCertificates } from './local.ts'

const CHILD = fileURLToPath(new URL('conformance-child.ts', import.meta.url))
const DAY_MS = 24 * 60 * 60_000
const TAG = { owner: 'team:1', task: 'task-1' }
const { signal } = new AbortController()

/** The part of Traefik's dynamic configuration that is written. */
const Configuration = z.strictObject({
  tls: z.strictObject({ certificates: z.tuple([z.strictObject({ certFile: z.string(), keyFile: z.string() })]) }),
})

async function readConfigured(dataDir: string, host: string) {
  try {
    const text = await readFile(path.join(dataDir, 'certificates', 'traefik', `${host}.yml`), 'utf8')
    const [{ certFile, keyFile }] = Configuration.parse(parse(text)).tls.certificates
    return { key: keyFile, fullchain: certFile }
  } catch (thrown) {
    if (isErrno(thrown, 'ENOENT')) return undefined
    throw thrown
  }
}

async function makeSubject(): Promise<CertificatesSubject> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'slipway-certificates-'))
  const root = path.join(dataDir, 'certificates')
  return {
    certificates: createLocalCertificates({ dataDir }),
    again: (daysAhead = 0) =>
      createLocalCertificates({ dataDir, now: () => new Date(Date.now() + daysAhead * DAY_MS) }),
    rootFile: path.join(root, 'ca', 'cert.pem'),
    files: (host) => readConfigured(dataDir, host),
    leftovers: async () => (await readdir(root)).filter((name) => name.startsWith('.')),
    child: (verb, host, owner, task, operations = 0) =>
      spawn(process.execPath, [CHILD, dataDir, verb, host, owner, task, `${operations}`], { stdio: 'inherit' }),
    dispose: () => rm(dataDir, { recursive: true }),
  }
}

certificatesConformance('local', makeSubject)

describe('certificates: files of the local store', () => {
  let dataDir = ''
  const at = (...names: string[]) => path.join(dataDir, 'certificates', ...names)
  before(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'slipway-certificates {{ "$HOME" }}-'))
  })
  after(() => rm(dataDir, { recursive: true }))

  it('keeps both private keys from other users', async () => {
    await createLocalCertificates({ dataDir }).ensureCertificate('keys.example.test', TAG, signal)
    const configured = await readConfigured(dataDir, 'keys.example.test')
    assert.ok(configured)
    for (const key of [configured.key, at('ca', 'key.pem')]) assert.equal((await stat(key)).mode & 0o777, 0o600)
  })

  it("writes for Traefik's file provider nothing that its template engine would run", async () => {
    await createLocalCertificates({ dataDir }).ensureCertificate('traefik.example.test', TAG, signal)
    assert.doesNotMatch(await readFile(at('traefik', 'traefik.example.test.yml'), 'utf8'), /\{\{/)
    const configured = await readConfigured(dataDir, 'traefik.example.test')
    assert.ok(configured)
    assert.match(await readFile(configured.fullchain, 'utf8'), /^-----BEGIN CERTIFICATE-----/)
    assert.match(await readFile(configured.key, 'utf8'), /^-----BEGIN PRIVATE KEY-----/)
  })

  it("refuses a host whose Traefik file or directory is somebody else's", async () => {
    const certificates = createLocalCertificates({ dataDir })
    await mkdir(at('traefik'), { recursive: true })
    await writeFile(at('traefik', 'theirs.example.test.yml'), 'tls: {}\n')
    await mkdir(at('own.example.test'))
    await writeFile(at('own.example.test', 'note'), 'mine')
    for (const name of ['theirs.example.test', 'own.example.test']) {
      await assert.rejects(certificates.ensureCertificate(name, TAG, signal), { code: 'NAME_TAKEN' })
      await certificates.remove({ kind: 'certificate', name }, { owner: 'team:1' }, signal)
    }
    assert.equal(await readFile(at('traefik', 'theirs.example.test.yml'), 'utf8'), 'tls: {}\n')
    assert.equal(await readFile(at('own.example.test', 'note'), 'utf8'), 'mine')
    await assert.rejects(stat(at('theirs.example.test')), { code: 'ENOENT' })
  })

  it('replaces a certificate that another CA has signed', async () => {
    await createLocalCertificates({ dataDir }).ensureCertificate('moved.example.test', TAG, signal)
    const before = await readConfigured(dataDir, 'moved.example.test')
    await rm(at('ca'), { recursive: true })
    await createLocalCertificates({ dataDir }).ensureCertificate('moved.example.test', TAG, signal)
    assert.notDeepEqual(await readConfigured(dataDir, 'moved.example.test'), before)
  })

  it('names the host whose files are damaged', async () => {
    const certificates = createLocalCertificates({ dataDir })
    await certificates.ensureCertificate('damaged.example.test', TAG, signal)
    const configured = await readConfigured(dataDir, 'damaged.example.test')
    assert.ok(configured)
    await rm(configured.fullchain)
    const expected = { code: 'CERTIFICATE_FAILED', message: /damaged\.example\.test/ }
    await assert.rejects(certificates.ensureCertificate('damaged.example.test', TAG, signal), expected)
    await certificates.renew('damaged.example.test', signal)
    await certificates.ensureCertificate('damaged.example.test', TAG, signal)
  })

  it('clears what killed processes left: at once for a removed host, after a while for the others', async () => {
    const certificates = createLocalCertificates({ dataDir })
    const longAgo = new Date(Date.now() - 60 * 60_000)
    const [old, young] = ['.old.example.test.0123456789ab.making', '.young.example.test.0123456789ab.making']
    for (const name of [old, young, '.gone.example.test.0123456789ab.trash']) await mkdir(at(name), { recursive: true })
    await utimes(at(old), longAgo, longAgo)
    const hidden = async () => (await readdir(at())).filter((name) => name.startsWith('.'))

    await certificates.list(signal)
    assert.deepEqual(await hidden(), [young])
    await certificates.remove({ kind: 'certificate', name: 'young.example.test' }, { owner: 'team:1' }, signal)
    assert.deepEqual(await hidden(), [])
  })

  it('keeps the version before the current one for readers, and drops those that an old renewal left', async () => {
    const host = 'versions.example.test'
    const certificates = createLocalCertificates({ dataDir })
    await certificates.ensureCertificate(host, TAG, signal)
    await certificates.renew(host, signal)
    const longAgo = new Date(Date.now() - 2 * 60 * 60_000)
    for (const name of await readdir(at(host))) await utimes(at(host, name), longAgo, longAgo)
    await certificates.renew(host, signal)
    assert.equal((await readdir(at(host))).filter((name) => name.startsWith('key-')).length, 2)
  })

  it('does not issue what would outlive its CA', async () => {
    const now = () => new Date(Date.now() + 3600 * DAY_MS)
    const late = createLocalCertificates({ dataDir, now })
    const expected = { code: 'CERTIFICATE_FAILED', class: 'permanent' }
    await assert.rejects(late.ensureCertificate('late.example.test', TAG, signal), expected)
  })
})
