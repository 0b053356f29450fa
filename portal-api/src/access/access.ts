import type { Redis } from 'ioredis'
import type { AccessSettings } from '../config/access.ts'
import { createBearerVerifier } from './oidc/bearer.ts'
import { createIssuer } from './oidc/issuer.ts'
import { createSignIn, type SignIn } from './oidc/sign-in.ts'
import { createRecogniser, type Recogniser } from './recognise.ts'
import { createRecognitionCache, type RecognitionCache } from './recognition-cache.ts'
import { createSessionStore, type SessionStore } from './sessions.ts'
import { createTokenStore, type TokenStore } from './tokens.ts'

/** All that knows who may do what. */
export interface AccessServices {
  readonly tokens: TokenStore
  readonly sessions: SessionStore
  readonly recogniser: Recogniser
  readonly cache: RecognitionCache
  /** Undefined: browsers sign in with tokens only. */
  readonly signIn: SignIn | undefined
}

interface Deps {
  readonly redis: Redis
  /** PORTAL_TOKEN. */
  readonly rootToken: string
  readonly settings: AccessSettings
  readonly onError: (error: unknown) => void
}

export const createAccess = ({ redis, rootToken, settings: { oidc }, onError }: Deps): AccessServices => {
  const tokens = createTokenStore(redis, onError)
  const sessions = createSessionStore(redis)
  const cache = createRecognitionCache()
  const issuer = oidc && createIssuer(oidc)
  const { audience, client, issuer: name } = oidc ?? {}
  const jwt =
    oidc && issuer && name && audience
      ? { verifier: createBearerVerifier(issuer, name, audience), settings: oidc }
      : undefined
  const signIn = oidc && issuer && client ? createSignIn(redis, issuer, oidc, client.redirectUri) : undefined
  const recogniser = createRecogniser({ redis, rootToken, tokens, sessions, cache, jwt })
  return { tokens, sessions, cache, recogniser, signIn }
}
