import { existsSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { findProgram } from '../setup/programs.ts'
import { viewHost } from './agents/host.ts'
import { viewEngine } from './engine.ts'

/** How the data roots of demos begin, in the folder for temporary files. */
export const FOLDER = 'slipway-demo-'

/**
 * Takes away what a demo has left behind that was killed before it could do so itself. One that still runs is known by
 * the lock of its Redis.
 */
export async function clearEarlier(dockerHost: string): Promise<void> {
  const flock = findProgram('flock')
  if (flock === undefined) return // Then nobody can tell.
  const folders = (await readdir(tmpdir()))
    .filter((name) => name.startsWith(FOLDER))
    .map((name) => join(tmpdir(), name))
  for (const folder of folders) {
    const [instance, lock] = [join(folder, 'instance'), join(folder, 'redis/lock')]
    if (!existsSync(instance) || !existsSync(lock)) continue
    const { exitCode } = await execa(flock, ['--nonblock', lock, 'true'], { reject: false })
    if (exitCode !== 0) continue
    const name = (await readFile(instance, 'utf8')).trim()
    await viewHost(name).clear()
    await viewEngine(dockerHost, name).clear()
    await rm(folder, { recursive: true, force: true })
  }
}
