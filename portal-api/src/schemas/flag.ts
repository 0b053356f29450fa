import { z } from 'zod'

/** A choice in a query: `true` or `false`, and nothing else. */
export const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true')
