import { z } from 'zod'
import { azureAccount, AzureVariables, httpsUrl, wholeNumber, wrongSettings } from '#settings'
import type { IdentitySettings } from '../drivers/settings.ts'

export const IdentityVariables = z.object({
  IDENTITY: z.enum(['local', 'entra']).default('local'),
  ...AzureVariables.shape,
  GRAPH_URL: httpsUrl.default('https://graph.microsoft.com'),
  GRAPH_CONSISTENCY_S: wholeNumber(8, 3_600).default(120),
  ENTRA_SECRET_DAYS: wholeNumber(1, 730).default(365),
})
type Variables = z.output<typeof IdentityVariables>

/** @throws Failure CONFIG_INVALID when what the identity provider needs is missing, or stands twice */
export function identitySettings(env: Variables): IdentitySettings {
  if (env.IDENTITY === 'local') return { kind: 'local' }
  const account = azureAccount(env)
  if (account === undefined)
    throw wrongSettings(
      'IDENTITY=entra needs AZURE_TENANT_ID, AZURE_CLIENT_ID, and AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE',
    )
  return {
    ...{ kind: 'entra', graphUrl: env.GRAPH_URL, consistencyS: env.GRAPH_CONSISTENCY_S },
    ...{ secretDays: env.ENTRA_SECRET_DAYS, account },
  }
}
