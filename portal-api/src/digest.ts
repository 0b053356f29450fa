import { createHash } from 'node:crypto'
import type { TaskEnvelope } from '#contract'

const sortKeys = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value

/** SHA-256 of what makes two tasks the same one: type, payload and user, whatever the order of keys. */
export const digestOf = ({ type, payload, user_id }: TaskEnvelope): string =>
  createHash('sha256').update(JSON.stringify({ type, payload, user_id }, sortKeys)).digest('hex')
