import { z } from 'zod'
import { badRequest } from './graph-error.ts'

const implicitGrantSettings = z.strictObject({
  enableAccessTokenIssuance: z.boolean().nullable().exactOptional(),
  enableIdTokenIssuance: z.boolean().nullable().exactOptional(),
})

const Web = z.strictObject({
  redirectUris: z.array(z.string()).exactOptional(),
  homePageUrl: z.string().nullable().exactOptional(),
  logoutUrl: z.string().nullable().exactOptional(),
  implicitGrantSettings: implicitGrantSettings.exactOptional(),
})

const Audience = z.enum([
  'AzureADMyOrg',
  'AzureADMultipleOrgs',
  'AzureADandPersonalMicrosoftAccount',
  'PersonalMicrosoftAccount',
])

// What a client may write, as far as this double keeps it. Anything else is refused: read-only properties, those that
// have an operation of their own (passwordCredentials), and misspelt ones.
const Change = z.strictObject({
  displayName: z.string().min(1).max(256).exactOptional(),
  description: z.string().max(1024).nullable().exactOptional(),
  notes: z.string().max(1024).nullable().exactOptional(),
  tags: z.array(z.string()).exactOptional(),
  signInAudience: Audience.exactOptional(),
  isFallbackPublicClient: z.boolean().nullable().exactOptional(),
  web: Web.exactOptional(),
})
type Change = z.infer<typeof Change>

/** What is kept of what a client wrote. */
export interface ApplicationProperties {
  readonly displayName: string
  readonly description: string | null
  readonly notes: string | null
  readonly tags: readonly string[]
  readonly signInAudience: z.infer<typeof Audience>
  readonly isFallbackPublicClient: boolean | null
  readonly web: Omit<z.infer<typeof Web>, 'redirectUris'> & { readonly redirectUris: readonly string[] }
}

const NEW = {
  description: null,
  notes: null,
  tags: [],
  // Where a client does not say who may sign in: as in the documented example of an upsert.
  signInAudience: 'AzureADandPersonalMicrosoftAccount',
  isFallbackPublicClient: null,
  web: { redirectUris: [] },
} as const

/** The properties of a new application. @throws GraphError 400 */
export function newProperties(body: unknown): ApplicationProperties {
  const change = changeIn(body)
  const { displayName } = change
  if (displayName === undefined) {
    throw badRequest('A value is required for property displayName of resource Application.')
  }
  return checked(merged({ ...NEW, displayName }, change))
}

/**
 * The properties after a change: lists are replaced whole, what it does not name stays.
 * @throws GraphError 400
 */
export const changedProperties = (before: ApplicationProperties, body: unknown): ApplicationProperties =>
  checked(merged(before, changeIn(body)))

function changeIn(body: unknown): Change {
  const { data, error } = Change.safeParse(body)
  if (data !== undefined) return data
  throw badRequest(`Invalid value specified for resource Application: ${z.prettifyError(error)}`)
}

const merged = (before: ApplicationProperties, change: Change): ApplicationProperties => ({
  ...before,
  ...change,
  web: { ...before.web, ...change.web },
})

const TAG = /^\S{1,256}$/
const URI_LENGTH = 256
const WORK_ACCOUNTS = ['AzureADMyOrg', 'AzureADMultipleOrgs']

function checked(properties: ApplicationProperties): ApplicationProperties {
  const { tags, web, signInAudience } = properties
  // https://learn.microsoft.com/entra/identity-platform/reference-microsoft-graph-app-manifest, tags
  if (!tags.every((tag) => TAG.test(tag)) || new Set(tags).size < tags.length) {
    throw badRequest('Property tags has a value that is empty, too long, holds white space or is there twice.')
  }
  // https://learn.microsoft.com/entra/identity-platform/reply-url: how many, how long, and which schemes
  const limit = WORK_ACCOUNTS.includes(signInAudience) ? 256 : 100
  if (web.redirectUris.length > limit) throw badRequest(`Property web.redirectUris has more than ${limit} values.`)
  if (new Set(web.redirectUris).size < web.redirectUris.length) {
    throw badRequest('Redirect URIs must have distinct values.')
  }
  const wrong = web.redirectUris.find((uri) => !isRedirectUri(uri))
  if (wrong !== undefined) throw badRequest(`Property web.redirectUris has the invalid value '${wrong}'.`)
  return properties
}

function isRedirectUri(uri: string): boolean {
  if (!URL.canParse(uri) || uri.length > URI_LENGTH || /\s/.test(uri)) return false
  const { protocol, hostname, hash } = new URL(uri)
  return hash === '' && (protocol === 'https:' || (protocol === 'http:' && hostname === 'localhost'))
}
