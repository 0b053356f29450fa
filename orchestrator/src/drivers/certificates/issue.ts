import 'reflect-metadata' // needed by tsyringe, inside @peculiar/x509, before that is loaded
import { randomBytes, type webcrypto, X509Certificate } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { Failure } from '#contract'
import type { Material } from './store.ts'

/** A signer of certificates: its own certificate, and its private key in memory. */
export interface Authority {
  readonly certificate: x509.X509Certificate
  readonly key: webcrypto.CryptoKey
}

/** A private key (PKCS #8) and the certificate for it, both PEM. */
export interface KeyAndCertificate {
  readonly key: string
  readonly certificate: string
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const AUTHORITY_NAME = 'CN=Slipway development CA'
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const AUTHORITY_DAYS = 3650
const LEAF_DAYS = 90
const BACKDATED_MS = 5 * MINUTE_MS // clients whose clock is a little behind accept a new certificate at once

const validity = (now: Date, days: number) => ({
  notBefore: new Date(now.getTime() - BACKDATED_MS),
  notAfter: new Date(now.getTime() + days * DAY_MS),
})

const makeKeys = () => crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])

const keyPem = async (key: webcrypto.CryptoKey) =>
  `${x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`

const certificatePem = (certificate: x509.X509Certificate) => `${certificate.toString('pem')}\n`

/** 16 random bytes as hex: positive, and without a leading zero byte (RFC 5280, 4.1.2.2). */
function randomSerial(): string {
  const bytes = randomBytes(16)
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0)
  return bytes.toString('hex')
}

/** A self-signed root that may sign leaf certificates only (path length 0). */
export async function makeAuthority(now: Date): Promise<KeyAndCertificate> {
  const keys = await makeKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: AUTHORITY_NAME,
    keys,
    serialNumber: randomSerial(),
    ...validity(now, AUTHORITY_DAYS),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { key: await keyPem(keys.privateKey), certificate: certificatePem(certificate) }
}

/** @throws when either PEM can't be parsed */
export async function readAuthority({ key, certificate }: KeyAndCertificate): Promise<Authority> {
  return {
    certificate: new x509.X509Certificate(certificate),
    key: await crypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(key), ALGORITHM, false, ['sign']),
  }
}

/** Whether a chain's first certificate (PEM) was signed by this authority's present key. */
export const isIssuedBy = (authority: Authority, fullchain: string): boolean =>
  new X509Certificate(fullchain).verify(new X509Certificate(authority.certificate.toString('pem')).publicKey)

/**
 * A server certificate for one host with a key of its own. The name is in the SAN alone: a CN holds at most 64 characters.
 * @throws Failure CERTIFICATE_FAILED when the certificate would outlive the authority
 */
export async function issueLeaf(authority: Authority, host: string, now: Date): Promise<Material> {
  const dates = validity(now, LEAF_DAYS)
  if (dates.notAfter > authority.certificate.notAfter) {
    const message = `the development CA ends on ${authority.certificate.notAfter.toISOString()}: move certificates/ca away to have a new one made`
    throw new Failure('CERTIFICATE_FAILED', message, { class: 'permanent' })
  }
  const serial = randomSerial()
  const keys = await makeKeys()
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'O=Slipway development',
    issuer: authority.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: authority.key,
    serialNumber: serial,
    ...dates,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: host }]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(authority.certificate.publicKey),
    ],
  })
  return { serial, key: await keyPem(keys.privateKey), fullchain: certificatePem(certificate) }
}
