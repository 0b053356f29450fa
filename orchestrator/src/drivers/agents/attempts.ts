import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AgentTokens } from '#contract'
import { createFileOnce } from '../durable-file.ts'
import { unlessAbsent } from '../errno.ts'

export const Totals = z.object({ turns: z.number(), costUsd: z.number(), tokens: AgentTokens })
export type Totals = z.infer<typeof Totals>

export const NOTHING: Totals = { turns: 0, costUsd: 0, tokens: { input: 0, output: 0, cached: 0 } }

export const sum = (one: Totals, other: Totals): Totals => ({
  turns: one.turns + other.turns,
  costUsd: one.costUsd + other.costUsd,
  tokens: {
    input: one.tokens.input + other.tokens.input,
    output: one.tokens.output + other.tokens.output,
    cached: one.tokens.cached + other.tokens.cached,
  },
})

/** A start of the tool for a run, written down before it is made. */
const Attempt = z.object({
  host: z.string(),
  session: z.object({ kind: z.enum(['new', 'resume']), id: z.string() }),
  /** Whether another one worked in the tree before. */
  goesOn: z.boolean(),
  /** How many before it were lost with their host. */
  losses: z.number().int(),
  /** Bytes, totals and seconds of all that were before. */
  offset: z.number().int(),
  spent: Totals,
  seconds: z.number(),
  began_at: z.iso.datetime(),
})
export type Attempt = z.infer<typeof Attempt>

/** What an attempt came to that another one follows. */
const Closed = z.object({
  /** Session to go on with, on the same host. */
  session: z.string().optional(),
  lost: z.boolean(),
  /** With what was before. */
  offset: z.number().int(),
  spent: Totals,
  seconds: z.number(),
})
export type Closed = z.infer<typeof Closed>

export interface LastAttempt extends Attempt {
  readonly number: number
  /** Undefined while it is the one that counts. */
  readonly closed: Closed | undefined
}

/** Id of an attempt's processes on its host. */
export const processesOf = (run: string, attempt: number): string => `${run}-${attempt}`

const fileOf = (attempt: number, part: 'attempt' | 'closed'): string => `${part}-${attempt}.json`
const ATTEMPT = /^attempt-(?<number>\d+)\.json$/

/**
 * The attempts of a run. Each is a file that is made once, so that of several orchestrators that take a run up at the same
 * time, all go by what the first of them wrote.
 */
export interface Attempts {
  /** Hosts of all attempts, by their number. */
  all(): Promise<ReadonlyMap<number, string>>
  last(): Promise<LastAttempt | undefined>
  /** @returns what was written, by this call or another */
  begin(number: number, attempt: Attempt): Promise<LastAttempt>
  close(number: number, closed: Closed): Promise<void>
}

/** @param folder absolute path of the run's folder */
export function attemptsIn(folder: string): Attempts {
  const read = async <T>(schema: z.ZodType<T>, file: string): Promise<T | undefined> => {
    const text = await unlessAbsent(readFile(join(folder, file), 'utf8'))
    return text === undefined ? undefined : schema.parse(JSON.parse(text))
  }
  const numbers = async (): Promise<number[]> =>
    (await readdir(folder)).flatMap((name) => {
      const number = ATTEMPT.exec(name)?.groups?.['number']
      return number === undefined ? [] : [Number(number)]
    })
  const find = async (number: number): Promise<LastAttempt | undefined> => {
    const attempt = await read(Attempt, fileOf(number, 'attempt'))
    if (attempt === undefined) return undefined
    return { ...attempt, number, closed: await read(Closed, fileOf(number, 'closed')) }
  }
  return {
    async all() {
      const found = (await numbers()).map(async (number) => [number, (await find(number))?.host] as const)
      return new Map(
        (await Promise.all(found)).flatMap(([number, host]) => (host === undefined ? [] : [[number, host]])),
      )
    },
    last: async () => find(Math.max(0, ...(await numbers()))),
    async begin(number, attempt) {
      await createFileOnce(join(folder, fileOf(number, 'attempt')), () => JSON.stringify(attempt))
      return (await find(number)) ?? { ...attempt, number, closed: undefined }
    },
    async close(number, closed) {
      await createFileOnce(join(folder, fileOf(number, 'closed')), () => JSON.stringify(closed))
    },
  }
}
