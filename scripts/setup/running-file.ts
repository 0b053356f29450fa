import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from './environment.ts'

/** Where `npm run sweep` and `npm run doctor` find the services of the `npm start` that runs (see run.mjs). */
const FILE = join(ROOT, '.cache/running.env')

/**
 * Tells other commands how to reach what was started here. Disposing takes that back.
 * @param variables hold the password of Redis: only the user may read the file
 */
export async function tellOthers(variables: Readonly<Record<string, string>>): Promise<AsyncDisposable> {
  await mkdir(join(ROOT, '.cache'), { recursive: true })
  await rm(FILE, { force: true }) // One that was left by a killed process keeps its mode when it is written over.
  const lines = Object.entries(variables).map(([name, value]) => `${name}='${value}'\n`)
  await writeFile(FILE, lines.join(''), { mode: 0o600 })
  return { [Symbol.asyncDispose]: () => rm(FILE, { force: true }) }
}
