import { readFile } from 'node:fs/promises'
import { parseDocument } from 'yaml'
import type { z } from 'zod'
import { Failure } from '#contract'

/** @throws Failure AGENTS_INVALID naming the file, and of what does not fit the place in it and the problem */
export async function readAgentsFile<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  return checked(file, schema, parsedYaml(file, await textOf(file)))
}

/** @throws Failure AGENTS_INVALID */
export function checked<T>(file: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`)
  throw invalid(file, problems, parsed.error)
}

export const invalid = (file: string, problems: readonly string[], cause?: unknown): Failure =>
  new Failure('AGENTS_INVALID', `${file}: ${problems.join('; ')}`, cause === undefined ? {} : { cause })

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (thrown) {
    throw invalid(file, [`can't be read (${Failure.from(thrown).message})`], thrown)
  }
}

function parsedYaml(file: string, text: string): unknown {
  const document = parseDocument(text)
  const [problem] = [...document.errors, ...document.warnings]
  if (problem !== undefined) throw invalid(file, [problem.message], problem)
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (thrown) {
    throw invalid(file, [Failure.from(thrown).message], thrown)
  }
}
