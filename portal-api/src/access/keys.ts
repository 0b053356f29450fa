// Keys that only portal-api uses. What orchestrators read too is named in contract/.

/** Hash: id of a token → TokenRecord as JSON. */
export const TOKENS = 'portal:tokens'
/** Hash: id of a token → when it was last used. */
export const TOKENS_USED = 'portal:tokens:used'

/** A session of a browser, by the SHA-256 of the id in its cookie. */
export const sessionKey = (hash: string): string => `portal:session:${hash}`
/** A sign-in that was begun and waits for the issuer to send the browser back, by its state. */
export const signInKey = (state: string): string => `portal:sign-in:${state}`

/** Stream of what was asked of portal-api to be changed: an entry for each request. */
export const AUDIT_STREAM = 'portal:audit'
/** Hash: id of a request that is being carried out → what the audit will say of it, as JSON. */
export const AUDIT_BEGUN = 'portal:audit:begun'

/** Counters of requests, one for each principal and minute. */
export const RATE_LIMIT_PREFIX = 'portal:rate:'
