import { describeIssues, Failure, Slug, TaskId } from '#contract'
import type { z } from 'zod'
import type { SandboxAddress } from './portal/resources.ts'

// Arguments are checked by the contract's own rules before anything is sent.

const checked = <T extends z.ZodType>(schema: T, text: string, what: string): z.output<T> => {
  const parsed = schema.safeParse(text)
  if (parsed.success) return parsed.data
  const why = describeIssues(parsed.error)
  throw new Failure('WRONG_USAGE', `${JSON.stringify(text)} is no ${what}: it ${why}.`, { cause: parsed.error })
}

/** @throws Failure WRONG_USAGE */
export const slugArgument = (text: string): string => checked(Slug, text, 'slug')

/** @throws Failure WRONG_USAGE */
export const taskArgument = (text: string): string => checked(TaskId, text, 'id of a task')

/** `<workspace>/<sandbox>`. @throws Failure WRONG_USAGE */
export const sandboxArgument = (text: string): SandboxAddress => {
  const [workspace = '', sandbox, ...more] = text.split('/')
  if (sandbox === undefined || more.length > 0)
    throw new Failure('WRONG_USAGE', `${JSON.stringify(text)} names no sandbox: write <workspace>/<sandbox>.`)
  return { workspace: slugArgument(workspace), sandbox: slugArgument(sandbox) }
}

/** Positionals; completion goes by their names. */
export const positional = {
  newSlug: { type: 'string', describe: 'Its slug: 3 to 63 of a–z, 0–9 and inner hyphens', demandOption: true },
  team: { type: 'string', describe: 'Slug of the team', demandOption: true },
  workspace: { type: 'string', describe: 'Slug of the workspace', demandOption: true },
  sandbox: { type: 'string', describe: '<workspace>/<sandbox>', demandOption: true },
  task: { type: 'string', describe: 'Id of the task', demandOption: true },
} as const

/** Of commands that wait for the end of a task that there is already. */
export const detachOption = {
  type: 'boolean',
  alias: 'd',
  default: false,
  describe: "Don't wait for its end",
} as const
