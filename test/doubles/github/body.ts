import { z } from 'zod'
import { refusals } from './answers.ts'
import type { Context } from './context.ts'

/** The body of a request as its schema has it. @throws Refusal 422 for keys and values that GitHub does not permit */
export function bodyOf<Schema extends z.ZodType>({ request }: Context, schema: Schema): z.infer<Schema> {
  const result = schema.safeParse(request.body)
  if (result.success) return result.data
  throw refusals.invalid(`Invalid request.\n\n${z.prettifyError(result.error)}`)
}
