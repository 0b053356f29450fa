import { z } from 'zod'

const PREFIX = '#/components/schemas/'
const Reference = z.looseObject({ $ref: z.string().startsWith(PREFIX) })

/** Names of the schemas that a part of a document refers to. */
const referencesIn = (part: unknown): string[] => {
  if (typeof part !== 'object' || part === null) return []
  const reference = Reference.safeParse(part)
  const own = reference.success ? [reference.data.$ref.slice(PREFIX.length)] : []
  return [...own, ...Object.values(part).flatMap(referencesIn)]
}

/** Names of the schemas to which a document's paths lead. @param schemas all of them, by their names */
export const usedSchemas = (paths: unknown, schemas: Readonly<Record<string, unknown>>): ReadonlySet<string> => {
  const used = new Set<string>()
  const visit = (part: unknown): void => {
    for (const name of referencesIn(part)) {
      if (used.has(name)) continue
      used.add(name)
      visit(schemas[name])
    }
  }
  visit(paths)
  return used
}
