import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createFileOnce } from './durable-file.ts'
import { unlessAbsent } from './errno.ts'

const fileIn = (dataDir: string): string => join(dataDir, 'instance')

/** Which installation the data root belongs to: made once, so that two on one Docker engine never touch each other's. */
export async function loadInstance(dataDir: string): Promise<string> {
  await createFileOnce(fileIn(dataDir), randomUUID)
  return (await readFile(fileIn(dataDir), 'utf8')).trim()
}

/** The same, undefined before the first start. */
export const readInstance = async (dataDir: string): Promise<string | undefined> =>
  (await unlessAbsent(readFile(fileIn(dataDir), 'utf8')))?.trim()
