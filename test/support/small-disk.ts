import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { systemPath } from '../../scripts/setup/programs.ts'

/** A disk of its own on a folder. Disposing takes it away with all that is on it. */
export interface SmallDisk extends AsyncDisposable {
  /** Fills it, but for some bytes. */
  fill(leaving: number): Promise<void>
  /** Gives back what filled it. */
  clear(): Promise<void>
  /** Bytes. */
  free(): Promise<number>
}

const BALLAST = '.ballast'
const CHUNK = Buffer.alloc(64 * 1024, 1)

/** Mounts a disk of some bytes (in memory) on a folder, which is made. Needs root, as an engine of one's own does. */
export async function mountSmallDisk(folder: string, bytes: number): Promise<SmallDisk> {
  await mkdir(folder, { recursive: true })
  const env = { PATH: systemPath() }
  await execa('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0755`, 'tmpfs', folder], { env })
  const ballast = join(folder, BALLAST)
  const free = async (): Promise<number> => {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  }
  return {
    free,
    async fill(leaving) {
      const file = createWriteStream(ballast, { flags: 'a' })
      for (let left = (await free()) - leaving; left > 0; left -= CHUNK.length)
        if (!file.write(CHUNK.subarray(0, left))) await once(file, 'drain')
      file.end()
      await once(file, 'close')
    },
    clear: () => rm(ballast, { force: true }),
    async [Symbol.asyncDispose]() {
      await execa('umount', ['--lazy', folder], { env })
    },
  }
}
