import {
  allowInsecureRequests,
  ClientSecretBasic,
  discovery,
  enableNonRepudiationChecks,
  None,
  type Configuration,
} from 'openid-client'
import { Failure } from '#contract'
import type { OidcSettings } from '../../config/access.ts'

/** Seconds in which the issuer has to answer a request. */
const TIMEOUT_S = 5
/** How long what the issuer says of itself is believed, in milliseconds. */
const KEPT_MS = 60 * 60 * 1_000
/** When it is asked again after it did not answer, in milliseconds: until then what it said before is believed. */
const AGAIN_MS = 60 * 1_000

/** What the issuer says of itself, as portal-api's client there. */
export interface Issuer {
  /** @throws Failure OIDC_UNAVAILABLE */
  configuration(): Promise<Configuration>
}

/** That the issuer did not answer as it should. */
export const unavailable = (issuer: string, cause: unknown): Failure =>
  new Failure('OIDC_UNAVAILABLE', `The issuer ${issuer} does not answer as it should.`, { cause })

/**
 * Reads the discovery document when it is first needed, and again when it has become old.
 * @param keptMs how long it is believed
 */
export const createIssuer = ({ issuer, client }: OidcSettings, keptMs = KEPT_MS): Issuer => {
  let known: { readonly found: Promise<Configuration>; readonly until: number } | undefined

  const discover = async (before: Promise<Configuration> | undefined): Promise<Configuration> => {
    const secret = client?.secret
    const authentication = secret === undefined ? None() : ClientSecretBasic(secret)
    // Where only access tokens are taken, portal-api is nobody there: the document is for everyone.
    const clientId = client?.id ?? 'none'
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so that it is noticed: on loopback only (config)
    const insecure = issuer.startsWith('http:') ? [allowInsecureRequests] : []
    const execute = [enableNonRepudiationChecks, ...insecure]
    try {
      return await discovery(new URL(issuer), clientId, undefined, authentication, { execute, timeout: TIMEOUT_S })
    } catch (thrown) {
      known = before && { found: before, until: Date.now() + AGAIN_MS }
      if (before !== undefined) return before
      throw unavailable(issuer, thrown)
    }
  }
  return {
    configuration() {
      if (known === undefined || known.until <= Date.now())
        known = { found: discover(known?.found), until: Date.now() + keptMs }
      return known.found
    },
  }
}
