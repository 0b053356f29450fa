import type { FastifyRequest } from 'fastify'
import { withoutCredentials } from '#contract'

const MOST_TEXT = 200

/** What was asked for, as it may be written down: shortened, without its query, which can hold the code of a sign-in. */
export const pathOf = ({ url }: FastifyRequest): string =>
  withoutCredentials(url.split('?', 1)[0] ?? '').slice(0, MOST_TEXT)
