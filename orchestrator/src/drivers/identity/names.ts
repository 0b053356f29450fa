import { z } from 'zod'
import { Failure } from '#contract'

const ApplicationName = z
  .string()
  .max(120)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
/** Longest redirect URI that Microsoft Graph takes too. */
const MAX_URI = 256
// z.url drops spaces at the ends, so they are refused before it.
const RedirectUri = z
  .string()
  .max(MAX_URI)
  .regex(/^\S+$/)
  .pipe(z.url({ protocol: /^https?$/ }))

/** A checked application name, safe as the name of a folder. @throws Failure IDENTITY_FAILED (permanent) */
export const applicationName = (name: string): string => checked(ApplicationName, name, 'an application name')

/** A checked redirect URI: http or https, without spaces. @throws Failure IDENTITY_FAILED (permanent) */
export const redirectUri = (uri: string): string => checked(RedirectUri, uri, 'a redirect URI')

function checked(schema: z.ZodType<string>, value: string, what: string): string {
  const { data, error } = schema.safeParse(value)
  if (data !== undefined) return data
  throw new Failure('IDENTITY_FAILED', `${JSON.stringify(value)} is not ${what}`, { cause: error, class: 'permanent' })
}

/** Name of a `redirect-uri` effect. Neither part can hold a space. */
export const redirectUriName = (application: string, uri: string): string => `${application} ${uri}`

/** The parts of such a name. @throws Failure IDENTITY_FAILED (permanent) when it is none */
export function splitRedirectUriName(name: string): { application: string; uri: string } {
  const [application = '', uri = '', ...rest] = name.split(' ')
  return { application: applicationName(application), uri: redirectUri([uri, ...rest].join(' ')) }
}
