import type { Failure } from '#contract'
import type { EffectDriver, Claim, Tag } from '../effect.ts'

/** What became of the archive; paths are relative to the data root. */
export interface Pruned {
  readonly removed: readonly string[]
  readonly failed: readonly { readonly path: string; readonly failure: Failure }[]
}

/** Directories below the data root. Makes `directory` (relative path). Idempotent; one of another owner, or without a tag, is refused with NAME_TAKEN. */
export interface Directories extends EffectDriver {
  /** @throws Failure NAME_TAKEN */
  ensureDirectory(path: string, tag: Tag, signal: AbortSignal): Promise<void>
  /**
   * Writes a secret into a directory, as `.secrets/<name>`: whole or not at all, in the place of an earlier one. The folder
   * has mode 0700 and the file 0600.
   * @param name of letters, digits, `-` and `_`
   * @throws Failure RESOURCE_NOT_FOUND when the claim covers no such directory
   */
  writeSecret(path: string, name: string, text: string, claim: Claim, signal: AbortSignal): Promise<void>
  /**
   * Moves a directory with all it holds, but for its secrets, to `archive/` in one rename; absent counts as archived, another owner's is left alone.
   * @returns the path it has now, relative to the data root; undefined if there was nothing to move
   */
  archive(path: string, claim: Claim, signal: AbortSignal): Promise<string | undefined>
  /** Removes for good what was moved to `archive/` before a time; whatever else lies there is left alone. */
  pruneArchive(before: Date, signal: AbortSignal): Promise<Pruned>
}
