import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Failure } from '#contract'

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
const Header = z.string().optional().catch(undefined)

const hostOf = (origin: string): string | undefined => URL.parse(origin)?.host

/**
 * Whether a page of portal-api's own sent a request, as its browser says; undefined where no browser says anything.
 * `Sec-Fetch-Site` can't be set by a page; browsers that don't send it send `Origin`.
 * @param publicUrl address under which browsers reach portal-api, where a proxy changes Host
 */
const isFromOwnPage = ({ headers, host }: FastifyRequest, publicUrl: string | undefined): boolean | undefined => {
  const site = Header.parse(headers['sec-fetch-site'])
  if (site !== undefined) return site === 'same-origin'
  if (headers.origin === undefined) return undefined
  const from = hostOf(headers.origin)
  return from !== undefined && (from === host || (publicUrl !== undefined && from === hostOf(publicUrl)))
}

/**
 * Passes requests that read, and those that change something if they come from a page of portal-api's own: a cookie goes
 * along with requests that others make a browser send.
 * @throws Failure FORBIDDEN
 */
export const checkSameOrigin = (request: FastifyRequest, publicUrl: string | undefined): void => {
  if (SAFE.has(request.method) || isFromOwnPage(request, publicUrl) === true) return
  throw new Failure('FORBIDDEN', 'With a session, only pages of this portal-api may change something. Use a token.')
}

/**
 * Passes sign-ins with a token, except from pages of others, which might sign a browser in as somebody else.
 * @throws Failure FORBIDDEN
 */
export const checkSignInOrigin = (request: FastifyRequest, publicUrl: string | undefined): void => {
  if (isFromOwnPage(request, publicUrl) !== false) return
  throw new Failure('FORBIDDEN', 'Only pages of this portal-api may sign a browser in.')
}
