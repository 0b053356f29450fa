import type { FastifyRequest } from 'fastify'
import { Failure } from '#contract'

/** How often it is looked whether whoever reads a stream may still do so, in milliseconds: within five seconds it ends. */
const INTERVAL_MS = 4_000

/**
 * Recognises who sent a request again and again, while its answer goes on: what a principal sees changes with its roles,
 * and ends with its token or session.
 * @param mayStill whether the principal that the request has now may go on
 * @param end ends the answer
 * @returns what stops it
 */
export const keepRecognised = (request: FastifyRequest, mayStill: () => boolean, end: () => void): (() => void) => {
  const look = async (): Promise<void> => {
    try {
      request.principal = await request.recogniseAgain()
      if (!mayStill()) end()
    } catch (thrown) {
      const { code } = Failure.from(thrown)
      if (code === 'UNAUTHORIZED' || code === 'FORBIDDEN') end()
      else request.log.warn({ err: thrown }, 'not recognised again') // Redis or the issuer is away: it goes on
    }
  }
  const timer = setInterval(() => void look(), INTERVAL_MS)
  return () => clearInterval(timer)
}
