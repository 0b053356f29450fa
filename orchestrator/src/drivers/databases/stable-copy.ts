import type { FileHandle } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '#contract'
import { isErrno } from '../errno.ts'
import { copyValidated, sameContents } from './copy-validated.ts'
import { openDatabase } from './open-database.ts'

/** Milliseconds after which any further write gets another time of change: the kernel's clock for it ticks every 1 to 10 ms. */
const SETTLED_MS = 20
/** Milliseconds after which an invalid file counts as corrupt. Until then its writer may be waiting for a slow disk. */
const AT_REST_MS = 3_000
const PAUSE_MS = 2

export interface Copied {
  readonly bytes: number
  /** Whether the copy shares its blocks with the source, which some file systems can do. */
  readonly reflinked: boolean
}

/**
 * Copies a TinyDB file that may be in use into a new file, in constant memory, such that the copy is a state in which
 * a writer left it: valid, and not torn.
 *
 * TinyDB writes in place, waits for the disk, then truncates. So the reading counts only if size and time of change are
 * the same before and after it. Where the last change is too fresh for that to prove anything, a second reading must
 * find the same bytes.
 * @param patienceMs how long to try before the file counts as busy
 * @throws Failure DATABASE_NOT_FOUND, DATABASE_BUSY, DATABASE_CORRUPT
 */
export async function copyStable(
  path: string,
  target: string,
  patienceMs: number,
  signal: AbortSignal,
): Promise<Copied> {
  await using source = await openDatabase(path)
  const deadline = performance.now() + patienceMs
  for (;;) {
    const before = await lookBetweenWrites(source)
    const { valid, ...copied } = await copyValidated(source, target, signal)
    const proven = !valid || before.ageMs >= SETTLED_MS || (await readsTheSame(source, target, signal))
    const after = await look(source)
    if (proven && before.size === after.size && before.mtimeNs === after.mtimeNs) {
      if (valid) return copied
      if (after.ageMs >= AT_REST_MS)
        throw new Failure('DATABASE_CORRUPT', `"${path}" is no valid JSON, and nobody is writing it`)
    }
    if (performance.now() > deadline) {
      throw new Failure('DATABASE_BUSY', `"${path}" was written without a pause for ${patienceMs} ms`)
    }
    await sleep(PAUSE_MS * (1 + Math.random()), undefined, { signal })
  }
}

async function readsTheSame(source: FileHandle, target: string, signal: AbortSignal): Promise<boolean> {
  await awaitWrite(source)
  return sameContents(source, target, signal)
}

async function lookBetweenWrites(file: FileHandle) {
  await awaitWrite(file)
  return look(file)
}

async function look(file: FileHandle) {
  const { size, mtimeNs, mtimeMs } = await file.stat({ bigint: true })
  // A time of change that lies in the future was set by hand: any write replaces it, so it is as good as an old one.
  return { size, mtimeNs, ageMs: Math.abs(Date.now() - Number(mtimeMs)) }
}

/**
 * Answers when no write(2) to the file is under way. The time of change is set when a write begins, so a long one could
 * look settled while it still moves bytes. Changing the owner to "the same as before" takes the kernel's lock on the
 * file, which a write holds from its beginning to its end, and changes nothing.
 */
async function awaitWrite(file: FileHandle): Promise<void> {
  try {
    await file.chown(-1, -1)
  } catch (error) {
    // On a read-only file system nobody writes; to a file of somebody else's the other proofs still apply.
    if (!isErrno(error, 'EROFS', 'EPERM')) throw error
  }
}
