import { z } from 'zod'

/** Gives a schema the name under which the document lists it; where it is used, the document refers to it. */
export const named = <T extends z.ZodType>(id: string, schema: T): T => {
  z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id })
  return schema
}
