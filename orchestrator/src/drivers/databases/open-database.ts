import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { Failure } from '#contract'
import { isErrno } from '../errno.ts'

/**
 * Opens a file in a database's folder for reading. Applications write there too: a symbolic link, which could lead to
 * any file of the host, is not followed, and a pipe can't keep the call waiting.
 * @throws Failure DATABASE_NOT_FOUND when there is no such regular file
 */
export async function openDatabase(path: string): Promise<FileHandle> {
  let file
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (cause) {
    if (isErrno(cause, 'ENOENT', 'ENOTDIR', 'ELOOP'))
      throw new Failure('DATABASE_NOT_FOUND', `There is no file "${path}"`, { cause })
    throw cause
  }
  if ((await file.stat()).isFile()) return file
  await file.close()
  throw new Failure('DATABASE_NOT_FOUND', `"${path}" is no regular file`)
}
