import { createHash, randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { derivedId, describeIssues, Failure } from '#contract'

const Key = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'must have 1 to 255 visible ASCII characters')

export const IdempotencyKey = z.object({
  'idempotency-key': Key.optional().describe('The same request with the same key is one task.'),
})

/** Ids for what a request makes: with a key always the same ones. */
export interface Ids {
  /** Of the task. */
  readonly task: string
  /** Whether the request has a key, so that the task may be there already. */
  readonly repeatable: boolean
  /** Of a thing that the task makes. */
  of(thing: string): string
}

type Keyed = Pick<FastifyRequest, 'headers' | 'method' | 'url' | 'principal'>

/** @throws Failure INVALID_REQUEST when the header Idempotency-Key is no key */
export const idsOf = ({ headers, method, url, principal }: Keyed): Ids => {
  const given = headers['idempotency-key']
  if (given === undefined) return { task: randomUUID(), repeatable: false, of: () => randomUUID() }
  const key = Key.safeParse(given)
  if (!key.success) throw new Failure('INVALID_REQUEST', `Idempotency-Key is wrong: ${describeIssues(key.error)}`)
  const parts = [principal.id, method, url.split('?', 1)[0], key.data]
  const task = `k-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)}`
  return { task, repeatable: true, of: (thing) => derivedId(`${thing} of task ${task}`) }
}
