import { z } from 'zod'
import type { AzureAccount } from './azure-token.ts'
import { httpsUrl, pem } from './variables.ts'
import { wrongSettings } from './wrong-settings.ts'

const Uuid = z.guid('must be a UUID')

/** As whom Slipway signs in to Microsoft's cloud, and where its secrets are kept there. */
export const AzureVariables = z.object({
  AZURE_TENANT_ID: Uuid.optional(),
  AZURE_CLIENT_ID: Uuid.optional(),
  AZURE_CLIENT_SECRET: z.string().min(1).optional(),
  AZURE_CLIENT_CERTIFICATE: pem.optional(),
  AZURE_AUTHORITY_HOST: httpsUrl.default('https://login.microsoftonline.com'),
  AZURE_KEY_VAULT_URL: httpsUrl.optional(),
})

/** What signs in to Key Vault can't be kept in it. */
export const AZURE_CREDENTIALS = ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE'] as const

/**
 * As whom to sign in, where that is said.
 * @throws Failure CONFIG_INVALID when a secret and a certificate are given
 */
export function azureAccount(env: z.output<typeof AzureVariables>): AzureAccount | undefined {
  const { AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: clientId, AZURE_AUTHORITY_HOST: authorityHost } = env
  const { AZURE_CLIENT_SECRET: secret, AZURE_CLIENT_CERTIFICATE: certificate } = env
  if (secret !== undefined && certificate !== undefined)
    throw wrongSettings('AZURE_CLIENT_SECRET and AZURE_CLIENT_CERTIFICATE are both set: choose one')
  if (tenantId === undefined || clientId === undefined) return undefined
  if (secret !== undefined) return { tenantId, clientId, authorityHost, credential: { kind: 'secret', secret } }
  if (certificate !== undefined)
    return { tenantId, clientId, authorityHost, credential: { kind: 'certificate', pem: certificate } }
  return undefined
}
