import { z } from 'zod'
import { httpsUrl, wholeNumber, wrongSettings } from '#settings'
import type { CertificateSettings } from '../drivers/settings.ts'

/** Let's Encrypt, as https://letsencrypt.org/docs/acme-protocol-updates/ names its directories. */
const DIRECTORIES = {
  staging: 'https://acme-staging-v02.api.letsencrypt.org/directory',
  production: 'https://acme-v02.api.letsencrypt.org/directory',
} as const

export const CertificateVariables = z.object({
  CERTIFICATES: z.enum(['local', 'acme']).default('local'),
  ACME_DIRECTORY: z
    .union([z.enum(['staging', 'production']), httpsUrl], { error: 'must be staging, production or an https:// URL' })
    .default('staging'),
  ACME_EMAIL: z.email('must be an e-mail address').optional(),
  ACME_PROFILE: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be the name of a profile')
    .optional(),
  ACME_EAB_KEY_ID: z.string().min(1).optional(),
  ACME_EAB_HMAC_KEY: z
    .string()
    .regex(/^[A-Za-z0-9_-]+=*$/, 'must be base64url text')
    .optional(),
  ACME_CHALLENGE_PORT: wholeNumber(0, 65_535).default(8_402),
  RENEWAL_INTERVAL_S: wholeNumber(5, 86_400).default(3_600),
})

/** @throws Failure CONFIG_INVALID when what the certificate authority needs is missing */
export function certificateSettings(env: z.output<typeof CertificateVariables>): CertificateSettings {
  if (env.CERTIFICATES === 'local') return { kind: 'local' }
  const { ACME_DIRECTORY, ACME_EMAIL, ACME_PROFILE, ACME_EAB_KEY_ID: keyId, ACME_EAB_HMAC_KEY: hmacKey } = env
  if (ACME_EMAIL === undefined) throw wrongSettings('CERTIFICATES=acme needs ACME_EMAIL')
  if ((keyId === undefined) !== (hmacKey === undefined))
    throw wrongSettings('ACME_EAB_KEY_ID and ACME_EAB_HMAC_KEY belong together')
  return {
    kind: 'acme',
    directoryUrl:
      ACME_DIRECTORY === 'staging' || ACME_DIRECTORY === 'production' ? DIRECTORIES[ACME_DIRECTORY] : ACME_DIRECTORY,
    email: ACME_EMAIL,
    profile: ACME_PROFILE,
    externalAccount: keyId === undefined || hmacKey === undefined ? undefined : { keyId, hmacKey },
  }
}
