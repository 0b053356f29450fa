import { ConfidentialClientApplication } from '@azure/msal-node'
import { Client, GraphError } from '@microsoft/microsoft-graph-client'
import type { EntraDouble } from './entra.ts'
import type { ClientSeed } from './tenant.ts'

/** MSAL and the Graph client on the doubles, as a client that was just registered. */
export function graphClient(entra: EntraDouble, seed: ClientSeed = {}) {
  const { tenantId, clientId, clientSecret } = entra.tenant.addClient(seed)
  const msal = new ConfidentialClientApplication({
    auth: {
      clientId,
      clientSecret,
      authority: `${entra.authorityHost}/${tenantId}`,
      knownAuthorities: [new URL(entra.authorityHost).host],
    },
  })
  const graph = Client.initWithMiddleware({
    baseUrl: entra.graphUrl,
    defaultVersion: 'v1.0',
    customHosts: new Set([new URL(entra.graphUrl).hostname]),
    authProvider: {
      getAccessToken: async () => {
        const result = await msal.acquireTokenByClientCredential({ scopes: [`${entra.graphUrl}/.default`] })
        return result?.accessToken ?? ''
      },
    },
  })
  return { tenantId, clientId, clientSecret, graph }
}

/** The status and code that a call of Graph fails with; 'worked' if it does not. */
export async function failureOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'worked'
  } catch (thrown) {
    if (thrown instanceof GraphError) return `${thrown.statusCode} ${thrown.code ?? ''}`
    throw thrown
  }
}
