import type { Failure, FailureCode } from '#contract'
import type { OtherProcess } from '../another-process.ts'
import type { ForgeCall } from './conformance-call.ts'
import type { Forge } from './port.ts'

/** What a forge's conformance suite needs besides the forge: the world as others see and change it. */
export interface ForgeWorld extends AsyncDisposable {
  readonly forge: Forge
  /** Owner part of the repositories that the suite makes. */
  readonly organisation: string
  /** A template with at least the file README.md on its default branch `main`, untagged. */
  readonly template: string
  /** A repository without a commit, untagged. */
  readonly empty: string
  /** A relative path below the data root where nothing stands, in a directory that exists. */
  newDirectory(): Promise<string>
  /** The absolute path of one below the data root. */
  pathOf(directory: string): string
  /** Commits a new file to a branch, made from `main` if need be, as somebody who is not Slipway. @returns the commit */
  push(repository: string, branch: string, file: string): Promise<string>
  /** Branches with their commits; empty for a repository that does not exist. */
  heads(repository: string): Promise<Record<string, string>>
  /** Subjects and bodies of all commits of a branch, newest first. */
  messages(repository: string, branch: string): Promise<string[]>
  /** The names of the files on a branch. */
  files(repository: string, branch: string): Promise<string[]>
  /** Makes a call from another process. */
  start(call: ForgeCall): OtherProcess
  /** Whatever of temporary kind (locks, half-made things) stands anywhere on the forge or below the data root. */
  leftovers(): Promise<string[]>
}

/** For assert.rejects: a failure with this code. */
export const withCode =
  (code: FailureCode) =>
  (thrown: Failure): boolean =>
    thrown.code === code
