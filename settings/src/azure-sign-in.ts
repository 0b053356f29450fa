import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { Configuration } from '@azure/msal-node'
import { Failure } from '#contract'
import type { AzureAccount } from './azure-account.ts'
import { unreachable } from './azure-failure.ts'
import { signInNetwork, type NetworkOptions } from './azure-network.ts'

/** An access token; times in milliseconds since the epoch. */
export interface Grant {
  readonly token: string
  readonly issuedAt: number
  readonly expiresAt: number
}

/**
 * Asks the sign-in for a token. MSAL is loaded at the first call. Each call has a client of its own: MSAL's cache asks
 * once for each caller when a token has ended, and answers from a memory of failures.
 * @throws Failure IDENTITY_UNAUTHORIZED, IDENTITY_THROTTLED, IDENTITY_FAILED, CONFIG_INVALID
 */
export async function signIn(account: AzureAccount, scope: string, options: NetworkOptions): Promise<Grant> {
  const who = `application ${account.clientId} in tenant ${account.tenantId} at ${account.authorityHost}`
  const auth = authOf(account)
  const { ConfidentialClientApplication } = await import('@azure/msal-node')
  const network = signInNetwork(who, options)
  const client = new ConfidentialClientApplication({ auth, system: { networkClient: network.client } })
  const issuedAt = Date.now()
  try {
    const result = await client.acquireTokenByClientCredential({ scopes: [scope], skipCache: true })
    if (result === null || result.accessToken === '' || result.expiresOn === null)
      throw new Failure('IDENTITY_FAILED', `The sign-in of ${who} answered without a token`)
    // MSAL reckons from the nearest whole second: the end may be half a second earlier.
    return { token: result.accessToken, issuedAt, expiresAt: result.expiresOn.getTime() - 500 }
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown
    throw network.failure() ?? unreachable(who, thrown)
  }
}

function authOf({ tenantId, clientId, authorityHost, credential }: AzureAccount): Configuration['auth'] {
  const authority = { authority: `${authorityHost}/${tenantId}`, knownAuthorities: [new URL(authorityHost).host] }
  switch (credential.kind) {
    case 'secret':
      return { clientId, ...authority, clientSecret: credential.secret }
    case 'certificate':
      return { clientId, ...authority, clientCertificate: certificateOf(credential.pem) }
  }
}

function certificateOf(pem: string): { thumbprintSha256: string; privateKey: string } {
  try {
    const thumbprintSha256 = new X509Certificate(pem).fingerprint256.replaceAll(':', '')
    const privateKey = createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' }).toString()
    return { thumbprintSha256, privateKey }
  } catch (cause) {
    const message = 'AZURE_CLIENT_CERTIFICATE is not the PEM of a certificate and its private key'
    throw new Failure('CONFIG_INVALID', message, { cause })
  }
}
