import { z } from 'zod'
import { Failure } from '#contract'

const DEFAULT_LIMIT = 100
const MOST = 500

/** What every list may be asked: how much at once, and where to go on. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(MOST).default(DEFAULT_LIMIT).describe('Most items of the page.'),
  cursor: z.string().max(500).optional().describe('`next_cursor` of the page before.'),
}

export interface PageQuery {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** A place in a list as a cursor, which means nothing to who gets it. */
export const cursorOf = (place: string): string => Buffer.from(place).toString('base64url')

/** @throws Failure INVALID_REQUEST when it is no cursor of a list whose places have this form */
export const placeOf = <T extends z.ZodType>(cursor: string, form: T): z.output<T> => {
  const place = form.safeParse(Buffer.from(cursor, 'base64url').toString())
  if (place.success) return place.data
  throw new Failure('INVALID_REQUEST', `${JSON.stringify(cursor)} is no cursor of this list.`)
}

/** A page of what is sorted by a key that no two items share. */
export const pageOf = <T>(items: readonly T[], keyOf: (item: T) => string, { limit, cursor }: PageQuery) => {
  const after = cursor === undefined ? undefined : placeOf(cursor, z.string())
  const rest = after === undefined ? items : items.filter((item) => keyOf(item) > after)
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  return { items: page, ...(last === undefined || rest.length <= limit ? {} : { next_cursor: cursorOf(keyOf(last)) }) }
}
