import type { Redis } from 'ioredis'
import {
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  ResponseBodyError,
  type Configuration,
} from 'openid-client'
import { z } from 'zod'
import { Failure } from '#contract'
import type { OidcSettings } from '../../config/access.ts'
import { onRedis } from '../../redis.ts'
import { signInKey } from '../keys.ts'
import { sha256 } from '../secret-text.ts'
import { unavailable, type Issuer } from './issuer.ts'
import { personOf, type Person } from './person.ts'

/** How long somebody may take to sign in at the issuer, in seconds. */
export const SIGN_IN_S = 10 * 60

const Begun = z.object({ verifier: z.string(), nonce: z.string() })

/** A browser's way through the issuer: authorization code with PKCE, state and nonce. */
export interface SignIn {
  /** Where the browser is to go, and the state that it has to bring back itself. @throws Failure OIDC_UNAVAILABLE */
  begin(): Promise<{ readonly url: string; readonly state: string }>
  /**
   * Who came back. A sign-in can be ended once.
   * @param query of the callback
   * @param state that the same browser was given at the beginning
   * @throws Failure SIGN_IN_EXPIRED, SIGN_IN_REFUSED, OIDC_UNAVAILABLE
   */
  end(query: string, state: string | undefined): Promise<Person>
}

const refused = (why: string, cause?: unknown): Failure =>
  new Failure('SIGN_IN_REFUSED', `The sign-in failed: ${why}.`, { cause })

const expired = (why: string): Failure => new Failure('SIGN_IN_EXPIRED', `The sign-in failed: ${why}.`)

/** Only what an issuer needs that gives groups by a scope of their own. */
const scopeOf = (configuration: Configuration): string => {
  const offered = configuration.serverMetadata().scopes_supported ?? []
  return ['openid', ...['profile', 'email', 'groups'].filter((scope) => offered.includes(scope))].join(' ')
}

/** @param redirectUri address of the callback, as it is registered at the issuer */
export const createSignIn = (redis: Redis, issuer: Issuer, settings: OidcSettings, redirectUri: string): SignIn => {
  const takeBegun = async (state: string): Promise<z.infer<typeof Begun>> => {
    const kept = await onRedis(() => redis.getdel(signInKey(sha256(state))))
    if (kept === null) throw expired('it was not begun here, has ended, or took too long')
    return Begun.parse(JSON.parse(kept))
  }
  const exchange = async (configuration: Configuration, query: string, begun: z.infer<typeof Begun>, state: string) => {
    try {
      const tokens = await authorizationCodeGrant(configuration, new URL(`${redirectUri}${query}`), {
        pkceCodeVerifier: begun.verifier,
        expectedNonce: begun.nonce,
        expectedState: state,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (claims === undefined) throw refused('the issuer gave no ID token')
      const { userinfo_endpoint: more } = configuration.serverMetadata()
      if (settings.groupsClaim in claims || more === undefined) return claims
      return { ...(await fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims }
    } catch (thrown) {
      if (thrown instanceof Failure) throw thrown
      if (thrown instanceof AuthorizationResponseError || thrown instanceof ResponseBodyError)
        throw refused(`the issuer says ${thrown.error}`, thrown)
      throw unavailable(settings.issuer, thrown)
    }
  }

  return {
    async begin() {
      const configuration = await issuer.configuration()
      const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()]
      const url = buildAuthorizationUrl(configuration, {
        ...{ redirect_uri: redirectUri, scope: scopeOf(configuration), state, nonce },
        ...{ code_challenge: await calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
      })
      const begun = JSON.stringify({ verifier, nonce } satisfies z.infer<typeof Begun>)
      await onRedis(() => redis.set(signInKey(sha256(state)), begun, 'EX', SIGN_IN_S))
      return { url: url.href, state }
    },
    async end(query, state) {
      if (state === undefined || new URLSearchParams(query).get('state') !== state)
        throw expired('it was begun by another browser, or long ago')
      const configuration = await issuer.configuration()
      return personOf(await exchange(configuration, query, await takeBegun(state), state), settings)
    },
  }
}
