import { flag, list, object, optional, record, text, type Decoded } from '../lib/decode.ts'

const fields = {
  id: text,
  kind: text,
  name: text,
  owner: text,
  reason: text,
  failure: optional(record),
  found_at: text,
}

/** What the sweeper found and could not remove, or misses. */
export type Leftover = Decoded<typeof fields>

export const Leftovers = object({ items: list(object(fields)) })
export const Removed = object({ removed: flag })
