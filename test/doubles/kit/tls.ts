import 'reflect-metadata'
import type { webcrypto } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import * as x509 from '@peculiar/x509'

/** Key and certificate (PEM) of a server. */
export interface TlsIdentity {
  readonly key: string
  readonly cert: string
}

/** A certificate authority of this process, for servers on loopback. */
export interface TestAuthority {
  readonly identity: TlsIdentity
  /** PEM file for NODE_EXTRA_CA_CERTS of children; removed when this process ends. */
  readonly caFile: string
  /** From now on this process trusts it, besides what it trusted. */
  trust(): void
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const HOUR_MS = 3_600_000

const pem = async (key: webcrypto.CryptoKey): Promise<string> =>
  x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')

async function make(): Promise<TestAuthority> {
  const [root, server] = await Promise.all([generate(), generate()])
  const validity = { notBefore: new Date(Date.now() - HOUR_MS), notAfter: new Date(Date.now() + 24 * HOUR_MS) }
  const name = 'CN=Slipway test authority'
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    name,
    keys: root,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  })
  const leaf = await x509.X509CertificateGenerator.create({
    ...validity,
    subject: 'CN=localhost',
    issuer: name,
    publicKey: server.publicKey,
    signingKey: root.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.SubjectAlternativeNameExtension([
        { type: 'ip', value: '127.0.0.1' },
        { type: 'dns', value: 'localhost' },
        // A service whose client insists on its name is reached under it, through a proxy.
        { type: 'dns', value: '*.vault.azure.net' },
      ]),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    ],
  })
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-test-ca-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const caFile = path.join(folder, 'ca.pem')
  const caPem = ca.toString('pem')
  writeFileSync(caFile, caPem)
  let trusted = false
  return {
    identity: { key: await pem(server.privateKey), cert: leaf.toString('pem') },
    caFile,
    trust() {
      if (trusted) return // All authorities would be read again, for every connection to come.
      setDefaultCACertificates([...getCACertificates('default'), caPem])
      trusted = true
    },
  }
}

const generate = (): Promise<webcrypto.CryptoKeyPair> => crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])

let made: Promise<TestAuthority> | undefined

/** The authority of this process; made when first asked for. */
export const testAuthority = (): Promise<TestAuthority> => (made ??= make())
