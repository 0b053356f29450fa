import { list, object, oneOf, optional, record, text, type Decoded } from '../lib/decode.ts'
import { RESOURCE_STATES, RESOURCE_TYPES } from './words.ts'

const fields = {
  type: oneOf(RESOURCE_TYPES),
  id: text,
  slug: text,
  status: oneOf(RESOURCE_STATES),
  parent_id: optional(text),
  team_id: optional(text),
  metadata: record,
  created_at: text,
  updated_at: text,
}

/** A team, a workspace or a sandbox that stands. */
export type Resource = Decoded<typeof fields>

export const Resources = object({ resources: list(object(fields)) })

/** Key of a resource among all: ids are unique within a type. */
export const keyOf = ({ type, id }: Pick<Resource, 'type' | 'id'>): string => `${type}:${id}`
