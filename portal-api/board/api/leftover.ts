import { flag, list, object, optional, text, type Decoded } from '../lib/decode.ts'

const fields = {
  id: text,
  kind: text,
  name: text,
  owner: text,
  reason: text,
  /** Why it could not be removed. */
  failure: optional(object({ code: text, message: text })),
  found_at: text,
}

/** What the sweeper found and could not remove, or misses. */
export type Leftover = Decoded<typeof fields>

export const Leftovers = object({ items: list(object(fields)) })
export const Removed = object({ removed: flag })
