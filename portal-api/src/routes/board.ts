import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { boardPage } from '../board/page.ts'
import { readBoard } from '../board/modules.ts'

/** The page itself is no secret: what it shows comes from the API, which asks who is there. */
const PUBLIC = { config: { access: 'public' }, logLevel: 'warn' } as const

const etagOf = (text: string): string => `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`

/** The board at `/`, and what it is made of below `/board/`. */
export const boardRoutes = async (app: FastifyInstance): Promise<void> => {
  const files = await readBoard()
  const { html, version, policy } = boardPage(files)

  const offer = (url: string, type: string, text: string, headers: Readonly<Record<string, string>> = {}): void => {
    const etag = etagOf(text)
    app.get(url, PUBLIC, (request: FastifyRequest, reply: FastifyReply) => {
      // Asked for each time and sent when it has changed: after an upgrade no page is of two versions.
      reply.headers({ ...headers, etag, 'cache-control': 'no-cache' })
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      return reply.type(type).send(text)
    })
  }
  offer('/', 'text/html; charset=utf-8', html, {
    'content-security-policy': policy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  offer('/board/version.json', 'application/json; charset=utf-8', JSON.stringify({ version }))
  for (const { path, type, text } of files) offer(`/board/${path}`, type, text, { 'x-content-type-options': 'nosniff' })
}
