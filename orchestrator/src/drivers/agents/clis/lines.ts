import type { z } from 'zod'

const LONGEST = 200

/** A line of a tool's output as the event that a schema describes; undefined for any other. */
export function eventIn<T>(schema: z.ZodType<T>, line: string): T | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return schema.safeParse(JSON.parse(line)).data
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined // A line that was cut off, or text in braces.
    throw thrown
  }
}

/**
 * The use of a tool in a line of at most 200 characters: `Edit src/app.ts`.
 * @param directory in which the tool works; it is left out of what begins with it
 */
export function toolLine(tool: string, input: unknown, directory = ''): string {
  const about = directory === '' ? mainOf(input) : mainOf(input).replaceAll(`${directory}/`, '')
  const line = `${tool} ${about}`.replace(/\s+/g, ' ').trim()
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`
}

/** Which of a tool's parameters tells what it is used for. */
const MAIN = ['file_path', 'filePath', 'notebook_path', 'command', 'pattern', 'url', 'query', 'description', 'path']

function mainOf(input: unknown): string {
  if (typeof input === 'string') return input
  const given = new Map<string, unknown>(typeof input === 'object' && input !== null ? Object.entries(input) : [])
  const main = MAIN.map((name) => given.get(name)).find((value) => typeof value === 'string')
  return main ?? ''
}
