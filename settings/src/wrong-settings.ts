import { Failure } from '#contract'

/** What is wrong with variables that are right each by itself. */
export const wrongSettings = (what: string): Failure =>
  new Failure('CONFIG_INVALID', `The environment is wrong: ${what}`)
