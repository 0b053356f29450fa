import { randomUUID } from 'node:crypto'
import { chmod, mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '#contract'
import { removeTemporaries, syncDirectory, writeDurably } from '../durable-file.ts'

const NAME = /^[A-Za-z0-9_-]+$/
const PRIVATE_FOLDER = 0o700

/**
 * Writes a file that nobody but its owner can read, in the place of an earlier one. Whoever has mounted the folder sees the
 * new file under the old name.
 * @param folder absolute; made where it is absent
 * @throws Failure INTERNAL (permanent) when the name is none
 */
export async function writeSecretFile(folder: string, name: string, text: string): Promise<void> {
  if (!NAME.test(name)) throw new Failure('INTERNAL', `"${name}" is no name of a secret`, { class: 'permanent' })
  await mkdir(folder, { recursive: true })
  // A stack that mounts it may have made it first, with the mode of any directory.
  await chmod(folder, PRIVATE_FOLDER)
  const path = join(folder, name)
  const temporary = `${path}.${randomUUID()}.tmp`
  await writeDurably(temporary, text)
  await rename(temporary, path)
  await syncDirectory(folder)
  await removeTemporaries(path)
}
