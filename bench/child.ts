import { execa } from 'execa'
import { z } from 'zod'
import type { Environment } from '../scripts/setup/environment.ts'

const Result = z.record(z.string(), z.number())

export interface ChildOptions {
  readonly environment: Pick<Environment, 'redisUrl' | 'dockerHost' | 'appImage'>
  /** Absolute path of a data root of its own. */
  readonly dataDir: string
  readonly signal: AbortSignal
}

/** Starts a measurement of children/ in a process of its own. */
export const startChild = (name: string, args: readonly string[], { environment, dataDir, signal }: ChildOptions) =>
  execa(process.execPath, [`${import.meta.dirname}/children/${name}.ts`, ...args], {
    env: {
      REDIS_URL: environment.redisUrl,
      DOCKER_HOST: environment.dockerHost,
      APP_IMAGE: environment.appImage,
      DATA_DIR: dataDir,
    },
    cancelSignal: signal,
    stderr: 'inherit',
  })

/** What a measurement printed as its last line. */
export const resultOf = (stdout: string): Record<string, number> =>
  Result.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''))

/** Runs a measurement in a process of its own. */
export async function runChild(
  name: string,
  args: readonly string[],
  options: ChildOptions,
): Promise<Record<string, number>> {
  const { stdout } = await startChild(name, args, options)
  return resultOf(stdout)
}

/** One value of a result. @throws RangeError when it was not measured */
export function valueOf(result: Readonly<Record<string, number>>, key: string): number {
  const value = result[key]
  if (value === undefined) throw new RangeError(`${key} was not measured`)
  return value
}
