import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Basis, SessionStore } from '../access/sessions.ts'
import { SESSION_COOKIE } from '../plugins/authenticate.ts'

/** Only over TLS where browsers reach portal-api over TLS. @param publicUrl under which they do */
export const isSecure = ({ protocol }: FastifyRequest, publicUrl: string | undefined): boolean =>
  protocol === 'https' || publicUrl?.startsWith('https:') === true

interface NewSession {
  readonly sessions: SessionStore
  readonly publicUrl: string | undefined
  readonly basisOf: (sessionId: string) => Basis
  /** When what it was opened with ends, in milliseconds since the epoch. */
  readonly until?: number
}

/** Opens a session, whose id no script and no other site can read or use. */
export const openSession = async (request: FastifyRequest, reply: FastifyReply, asked: NewSession): Promise<void> => {
  const { sessions, publicUrl, basisOf, until } = asked
  const { id, maxAgeS } = await sessions.open(basisOf, until)
  reply
    .setCookie(SESSION_COOKIE, id, {
      ...{ path: '/', httpOnly: true, sameSite: 'strict', maxAge: maxAgeS },
      secure: isSecure(request, publicUrl),
    })
    .header('cache-control', 'no-store')
}
