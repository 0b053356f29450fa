import { z } from 'zod'
import { httpUrl, wholeNumber, wrongSettings } from '#settings'

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

/** The issuer as it names itself, with or without a slash at its end: it is compared. Without TLS on this machine only. */
const issuerUrl = z
  .url({ protocol: /^https?$/, error: 'must be an https:// URL' })
  .refine((url) => url.startsWith('https:') || LOOPBACK.test(URL.parse(url)?.hostname ?? ''), 'must be an https:// URL')

const list = z.string().transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
const Origins = list.pipe(
  z.array(
    z
      .url({ protocol: /^https?$/, error: 'must name origins: https://host[:port]' })
      .refine((url) => URL.parse(url)?.origin === url, 'must name origins: https://host[:port]'),
  ),
)

/** Who may use portal-api, from where, and how much. */
export const AccessVariables = z.object({
  PUBLIC_URL: httpUrl.optional(),
  TRUSTED_PROXIES: list.optional(),
  CORS_ORIGINS: Origins.optional(),
  RATE_LIMIT_PER_MINUTE: wholeNumber(0, 100_000_000).default(6_000),
  AUDIT_RETENTION_DAYS: wholeNumber(1, 3_650).default(90),
  OIDC_ISSUER: issuerUrl.optional(),
  OIDC_AUDIENCE: z.string().optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_GROUPS_CLAIM: z.string().default('groups'),
  OIDC_GROUP_PREFIX: z.string().default('slipway/'),
})

/** Where people are known, and how their groups are read. */
export interface OidcSettings {
  readonly issuer: string
  /** Whom access tokens must be for; undefined: none are taken. */
  readonly audience: string | undefined
  /** As whom portal-api signs browsers in; undefined: it does not. */
  readonly client: OidcClient | undefined
  readonly groupsClaim: string
  readonly groupPrefix: string
}

export interface OidcClient {
  readonly id: string
  /** Undefined: a public client. */
  readonly secret: string | undefined
  /** Address to which the issuer sends browsers back. */
  readonly redirectUri: string
}

export interface AccessSettings {
  /** Address under which browsers reach portal-api, without a slash at its end. */
  readonly publicUrl: string | undefined
  /** Addresses and networks whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  readonly corsOrigins: readonly string[]
  /** Requests that each token has in a minute; 0: any number. */
  readonly rateLimitPerMinute: number
  readonly auditRetentionDays: number
  readonly oidc: OidcSettings | undefined
}

type Env = z.output<typeof AccessVariables>

const clientOf = ({ OIDC_CLIENT_ID: id, OIDC_CLIENT_SECRET: secret, PUBLIC_URL: url }: Env): OidcClient | undefined => {
  if (id === undefined) {
    if (secret !== undefined) throw wrongSettings('OIDC_CLIENT_SECRET is set, OIDC_CLIENT_ID is not')
    return undefined
  }
  if (url === undefined) throw wrongSettings('OIDC_CLIENT_ID needs PUBLIC_URL: the issuer sends browsers back there')
  return { id, secret, redirectUri: `${url}/api/session/oidc/callback` }
}

const oidcOf = (env: Env): OidcSettings | undefined => {
  const client = clientOf(env)
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience } = env
  if (issuer === undefined) {
    if (audience !== undefined || client !== undefined)
      throw wrongSettings('OIDC_AUDIENCE or OIDC_CLIENT_ID is set, OIDC_ISSUER is not')
    return undefined
  }
  if (audience === undefined && client === undefined)
    throw wrongSettings('OIDC_ISSUER needs OIDC_AUDIENCE (to take its tokens), OIDC_CLIENT_ID (to sign in), or both')
  return { issuer, audience, client, groupsClaim: env.OIDC_GROUPS_CLAIM, groupPrefix: env.OIDC_GROUP_PREFIX }
}

/** @throws Failure CONFIG_INVALID for variables that don't go together */
export const accessSettings = (env: Env): AccessSettings => ({
  publicUrl: env.PUBLIC_URL,
  trustedProxies: env.TRUSTED_PROXIES ?? [],
  corsOrigins: env.CORS_ORIGINS ?? [],
  rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
  auditRetentionDays: env.AUDIT_RETENTION_DAYS,
  oidc: oidcOf(env),
})

/** The settings where nothing is set. */
export const DEFAULT_ACCESS = accessSettings(AccessVariables.parse({}))
