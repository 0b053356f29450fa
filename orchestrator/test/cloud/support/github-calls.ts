import type { Failure, FailureCode } from '#contract'
import type { GithubWorld } from './github-world.ts'

/** For `assert.rejects`: a failure of this code whose message says so. */
export const failure =
  (code: FailureCode, says = /./) =>
  (thrown: Failure): boolean =>
    thrown.code === code && says.test(thrown.message)

/** How often an operation was asked for. */
export const callsOf = ({ github }: GithubWorld, operation: string): number =>
  github.calls.filter((call) => call.operation === operation).length
