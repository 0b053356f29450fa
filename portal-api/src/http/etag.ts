import { createHash } from 'node:crypto'
import type { FastifyRequest, onSendHookHandler } from 'fastify'
import { z } from 'zod'
import { Failure } from '#contract'

/** Strong entity tag of a text (RFC 9110, 8.8.3). */
const etagOf = (text: string): string => `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`

const Header = z.string().optional()

/** Whether a header of entity tags names this one. @param weakly `W/"x"` and `"x"` count as equal (RFC 9110, 8.8.3.2) */
const names = (header: string, etag: string, weakly: boolean): boolean =>
  header.trim() === '*' ||
  header
    .split(',')
    .map((one) => (weakly ? one.trim().replace(/^W\//, '') : one.trim()))
    .includes(etag)

/** Tags the answer of a read, and leaves out the body that the client has already. */
export const tagAnswer: onSendHookHandler = (request, reply, payload, done) => {
  if (reply.statusCode !== 200 || typeof payload !== 'string') {
    done(null, payload)
    return
  }
  const etag = etagOf(payload)
  reply.header('etag', etag)
  const known = Header.parse(request.headers['if-none-match'])
  if (known === undefined || !names(known, etag, true)) {
    done(null, payload)
    return
  }
  reply.code(304)
  done(null, '')
}

/**
 * Passes a request that names no entity tag, or that of what stands.
 * @param schema with which what stands is shown
 * @throws Failure PRECONDITION_FAILED
 */
export const requireMatch = <T extends z.ZodType>(
  { headers }: Pick<FastifyRequest, 'headers'>,
  schema: T,
  standing: z.output<T>,
): void => {
  const wanted = Header.parse(headers['if-match'])
  if (wanted === undefined || names(wanted, etagOf(JSON.stringify(z.encode(schema, standing))), false)) return
  throw new Failure('PRECONDITION_FAILED', 'The resource has changed since it was read.')
}

export const IfNoneMatch = z.object({ 'if-none-match': z.string().optional().describe('The ETag that is known.') })
export const IfMatch = z.object({ 'if-match': z.string().optional().describe('The ETag that it has to have still.') })
export const NOT_MODIFIED = z.undefined().describe('It is as it was.')
