import { z } from 'zod'

/** RFC 9457, as portal-api answers it: docs/errors.md has the codes. */
export const Problem = z.object({
  status: z.number(),
  detail: z.string(),
  code: z.string(),
  retryable: z.boolean(),
  remedy: z.string(),
  errors: z
    .array(z.object({ field: z.string().optional(), path: z.string().optional(), message: z.string() }))
    .optional(),
})
export type Problem = z.infer<typeof Problem>

/** portal-api has answered, and refused. Its codes may be newer than this command line. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }

  get code(): string {
    return this.problem.code
  }

  get remedy(): string {
    return this.problem.remedy
  }

  /** Each wrong field with what is wrong about it. */
  get fields(): readonly string[] {
    return (this.problem.errors ?? []).map(({ field, path, message }) => `${field ?? path ?? ''}: ${message}`)
  }
}
