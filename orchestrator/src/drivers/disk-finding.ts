import { statfs } from 'node:fs/promises'
import { Failure } from '#contract'
import { isErrno } from './errno.ts'
import type { Finding } from './preflight.ts'

const GIB = 2 ** 30
/** Bytes free at which a stack's writes, or a copy of a database, may be the last. */
export const DISK_FAILS_BELOW = 0.1 * GIB
const WARNS_BELOW = 2 * GIB
const WARNS_BELOW_SHARE = 0.05

/** How full the disk is that holds a folder. */
export async function diskFinding(name: string, folder: string): Promise<Finding> {
  try {
    const { bsize, blocks, bavail } = await statfs(folder)
    return fullness(name, folder, { total: blocks * bsize, free: bavail * bsize })
  } catch (thrown) {
    if (isErrno(thrown, 'ENOENT', 'EACCES'))
      return { state: 'unknown', name, detail: `${folder} can't be seen from here` }
    throw thrown
  }
}

/** @param disk bytes; what is free is what others than root may still write */
export function fullness(name: string, folder: string, disk: { total: number; free: number }): Finding {
  const share = disk.free / disk.total
  const said = `${(disk.free / GIB).toFixed(1)} GiB (${Math.floor(share * 100)} %) free at ${folder}`
  if (disk.free >= WARNS_BELOW && share >= WARNS_BELOW_SHARE) return { state: 'ok', name, detail: said }
  const state = disk.free < DISK_FAILS_BELOW ? 'failed' : 'warning'
  return { state, name, failure: new Failure('DISK_LOW', `only ${said}`) }
}
