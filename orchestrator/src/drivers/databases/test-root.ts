import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { directoryOf } from '#contract'

/** A data root for a test, with a file as a database that some application writes, and a place for its clones. */
export interface TestRoot extends AsyncDisposable {
  readonly dataDir: string
  /** Path of the application's database, relative to the data root. */
  readonly source: string
  readonly sourceFile: string
  /** Path for another clone, relative to the data root. */
  readonly nextClone: () => string
  /** Directory of the clones, absolute. */
  readonly cloneDirectory: string
}

export async function createTestRoot(contents: string | Buffer): Promise<TestRoot> {
  const dataDir = await mkdtemp(join(tmpdir(), 'slipway-tinydb-'))
  const source = `${directoryOf('workspace', 'source')}/database/db.json`
  const clones = directoryOf('sandbox', 'clones')
  const sourceFile = join(dataDir, source)
  const cloneDirectory = join(dataDir, clones)
  await mkdir(dirname(sourceFile), { recursive: true })
  await mkdir(cloneDirectory, { recursive: true })
  await writeFile(sourceFile, contents)
  let count = 0
  return {
    dataDir,
    source,
    sourceFile,
    cloneDirectory,
    nextClone: () => `${clones}/clone-${(count += 1)}/db.json`,
    [Symbol.asyncDispose]: () => rm(dataDir, { recursive: true }),
  }
}
