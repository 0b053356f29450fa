import { constants } from 'node:fs'
import { copyFile, open, rm, type FileHandle } from 'node:fs/promises'
import { isErrno } from '../errno.ts'
import { createJsonValidator } from './json-validator.ts'
import { PIECE_BYTES, readPieces } from './read-pieces.ts'

export interface Validated {
  readonly bytes: number
  /** Whether the copy shares its blocks with the source, which some file systems can do. */
  readonly reflinked: boolean
  /** Whether the copy is a JSON object, or empty, as TinyDB leaves a file before the first row. */
  readonly valid: boolean
}

/**
 * Copies an open file to a path, and checks the JSON of the very bytes it copies, in one pass. What stood at the path
 * is replaced; a copy that turns out invalid may be left unfinished.
 */
export async function copyValidated(source: FileHandle, path: string, signal: AbortSignal): Promise<Validated> {
  await rm(path, { force: true })
  const reflinked = await reflink(source, path)
  await using target = await open(path, reflinked ? 'r' : 'wx')
  const validator = createJsonValidator('object')
  let bytes = 0
  const whole = await readPieces(reflinked ? target : source, signal, async (piece) => {
    bytes += piece.length
    const written = reflinked ? undefined : target.writeFile(piece)
    const goOn = validator.push(piece)
    await written
    return goOn
  })
  return { bytes, reflinked, valid: whole && (bytes === 0 || validator.end()) }
}

async function reflink(source: FileHandle, path: string): Promise<boolean> {
  try {
    // By its descriptor, since by now another file may stand under its name.
    await copyFile(`/proc/self/fd/${source.fd}`, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE)
    return true
  } catch (error) {
    // The file system can't, the two files are on different ones, or the platform has no /proc: then it is copied.
    if (isErrno(error, 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'ENOTTY', 'EINVAL', 'EXDEV', 'ENOENT')) return false
    throw error
  }
}

/** Whether an open file, read again, holds what its copy holds. */
export async function sameContents(source: FileHandle, path: string, signal: AbortSignal): Promise<boolean> {
  await using copy = await open(path, 'r')
  const { size } = await copy.stat()
  const expected = Buffer.allocUnsafeSlow(PIECE_BYTES)
  let bytes = 0
  const same = await readPieces(source, signal, async (piece, position) => {
    bytes += piece.length
    const { bytesRead } = await copy.read(expected, 0, piece.length, position)
    return piece.equals(expected.subarray(0, bytesRead))
  })
  return same && bytes === size
}
