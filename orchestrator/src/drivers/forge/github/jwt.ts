import { createPrivateKey, sign, type KeyObject } from 'node:crypto'
import { Failure } from '#contract'

/** GitHub takes at most ten minutes, and advises to begin one minute back for clocks that differ. */
const BACK_S = 60
const LIFETIME_S = 540

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/**
 * By what a GitHub App proves that it is itself
 * (https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app).
 * @param now milliseconds, by GitHub's clock
 */
export function appToken(appId: number, privateKey: KeyObject, now: number): string {
  const seconds = Math.floor(now / 1_000)
  const claims = { iat: seconds - BACK_S, exp: seconds + LIFETIME_S, iss: String(appId) }
  const signed = `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded(claims)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`
}

/** @throws Failure FORGE_UNAUTHORIZED when the text is no private key; its cause, which may quote the text, is left out */
export function readPrivateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    throw new Failure('FORGE_UNAUTHORIZED', 'GITHUB_APP_PRIVATE_KEY is no private key in PEM')
  }
}
