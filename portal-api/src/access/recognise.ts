import type { Redis } from 'ioredis'
import { Failure } from '#contract'
import type { OidcSettings } from '../config/access.ts'
import { isJwt, type BearerVerifier } from './oidc/bearer.ts'
import { personOf, principalOfPerson, type Person } from './oidc/person.ts'
import { ROOT } from './principal.ts'
import type { RecognitionCache } from './recognition-cache.ts'
import { sameHash, sha256, TOKEN_PREFIX } from './secret-text.ts'
import { proofOf, type Basis, type SessionStore } from './sessions.ts'
import type { Recognised, TokenStore } from './tokens.ts'

/** What a request shows of who sends it. */
export interface Shown {
  readonly bearer?: string | undefined
  readonly session?: string | undefined
}

/** What a bearer token is, as a basis of sessions. */
export interface Identified extends Recognised {
  readonly basisOf: (sessionId: string) => Basis
}

/** Knows who sends a request, by a token or a session. */
export interface Recogniser {
  /**
   * @param maxAgeMs how long ago, in milliseconds, it may have been looked up. @default four seconds
   * @throws Failure UNAUTHORIZED, REDIS_UNAVAILABLE, OIDC_UNAVAILABLE
   */
  recognise(shown: Shown, maxAgeMs?: number): Promise<Recognised>
  /** Whose a bearer token is, looked up anew. @throws as `recognise` does */
  identify(bearer: string): Promise<Identified>
}

interface Deps {
  readonly redis: Redis
  /** PORTAL_TOKEN. */
  readonly rootToken: string
  readonly tokens: TokenStore
  readonly sessions: SessionStore
  readonly cache: RecognitionCache
  /** Undefined: no JWTs are taken. */
  readonly jwt: { readonly verifier: BearerVerifier; readonly settings: OidcSettings } | undefined
}

const FOR_EVER = Infinity
const isRoot = (rootToken: string): ((text: string) => boolean) => {
  const expected = sha256(rootToken)
  // Hashes are of one length, and comparing them takes as long whatever is wrong.
  return (text) => sameHash(sha256(text), expected)
}

export const createRecogniser = ({ redis, rootToken, tokens, sessions, cache, jwt }: Deps): Recogniser => {
  const isRootToken = isRoot(rootToken)
  const root = { principal: ROOT, until: FOR_EVER }

  const ofPerson = async (person: Person, until: number): Promise<Recognised> => ({
    principal: await principalOfPerson(redis, person),
    until,
  })
  const identify = async (bearer: string): Promise<Identified | undefined> => {
    if (bearer.startsWith(TOKEN_PREFIX)) {
      const found = await tokens.find(bearer)
      return found && { ...found, basisOf: () => ({ kind: 'token', token_id: found.id }) }
    }
    if (jwt === undefined || !isJwt(bearer)) return undefined
    const { claims, until } = await jwt.verifier.verify(bearer)
    const person = personOf(claims, jwt.settings)
    return { ...(await ofPerson(person, until)), basisOf: () => ({ kind: 'user', person }) }
  }
  const ofSession = async (id: string): Promise<Recognised | undefined> => {
    const session = await sessions.find(id)
    if (session === undefined) return undefined
    const { basis, until } = session
    switch (basis.kind) {
      case 'root':
        return sameHash(basis.proof, proofOf(id, rootToken)) ? { principal: ROOT, until } : undefined
      case 'token':
        return tokens.findById(basis.token_id)
      case 'user':
        return ofPerson(basis.person, until)
    }
  }

  return {
    async recognise({ bearer, session }, maxAgeMs) {
      if (bearer !== undefined) {
        if (isRootToken(bearer)) return root
        const found = await cache.recognise(bearer, () => identify(bearer), maxAgeMs)
        if (found === undefined) throw new Failure('UNAUTHORIZED', 'The request has a wrong bearer token.')
        return found
      }
      if (session === undefined) throw new Failure('UNAUTHORIZED', 'The request has no bearer token.')
      const found = await cache.recognise(session, () => ofSession(session), maxAgeMs)
      if (found === undefined) throw new Failure('UNAUTHORIZED', 'The session has ended: sign in again.')
      return found
    },
    async identify(bearer) {
      if (isRootToken(bearer)) return { ...root, basisOf: (id) => ({ kind: 'root', proof: proofOf(id, rootToken) }) }
      const found = await identify(bearer)
      if (found === undefined) throw new Failure('UNAUTHORIZED', 'The token is wrong, was revoked, or has expired.')
      return found
    },
  }
}
