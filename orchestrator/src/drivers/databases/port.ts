import type { EffectDriver, Tag } from '../effect.ts'

/** A row of a TinyDB table: any JSON object. */
export type Row = Readonly<Record<string, string | number | boolean | null>>

/**
 * TinyDB files. Makes `database` (path relative to the data root). The file's folder is made too, and is the database's own.
 * Idempotent; another owner's file, or one without a tag, is refused with NAME_TAKEN.
 */
export interface Databases extends EffectDriver {
  /**
   * A database with these tables and rows; row ids are "1", "2", … in the given order, as TinyDB gives them.
   * @throws Failure NAME_TAKEN
   */
  ensureDatabase(
    path: string,
    tables: Readonly<Record<string, readonly Row[]>>,
    tag: Tag,
    signal: AbortSignal,
  ): Promise<void>
  /**
   * A consistent, verified copy of a database that may be in use, in constant memory.
   * @throws Failure DATABASE_NOT_FOUND, DATABASE_BUSY, DATABASE_CORRUPT, NAME_TAKEN
   */
  ensureClone(
    source: string,
    path: string,
    tag: Tag,
    signal: AbortSignal,
  ): Promise<{ bytes: number; reflinked: boolean }>
}
