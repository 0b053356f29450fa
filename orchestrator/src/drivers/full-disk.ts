import { statfs } from 'node:fs/promises'
import { Failure } from '#contract'
import { isErrno } from './errno.ts'
import { DISK_FAILS_BELOW } from './disk-finding.ts'

const MIB = 2 ** 20

/** An error and what led to it, outermost first; each once, should one be its own cause. */
function causesOf(thrown: unknown): ReadonlySet<unknown> {
  const causes = new Set<unknown>()
  for (
    let each = thrown;
    each !== undefined && !causes.has(each);
    each = each instanceof Error ? each.cause : undefined
  )
    causes.add(each)
  return causes
}

const isRefused = (thrown: unknown): boolean => isErrno(thrown, 'ENOSPC', 'EDQUOT')
const isOfCommand = (thrown: unknown): boolean => thrown instanceof Failure && thrown.code === 'COMMAND_FAILED'

/**
 * Has work done that writes to the data root, and tells what it could not do for want of room as DISK_FULL.
 * The system says so of our own writes. A command only says that it failed, and may have cleared away what it had written:
 * there the disk is asked, and counts as full below what doctor calls too little.
 * @throws Failure DISK_FULL, with what was thrown as its cause; everything else as it is
 */
export async function tellingFullDisk<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    const causes = [...causesOf(thrown)]
    const refused = causes.some(isRefused)
    const unclear = Failure.from(thrown).class === 'transient' && causes.some(isOfCommand)
    if (!refused && !unclear) throw thrown
    const free = await freeBytes(dataDir)
    if (!refused && (free === undefined || free >= DISK_FAILS_BELOW)) throw thrown
    const said = free === undefined ? '' : ` (${(free / MIB).toFixed(1)} MiB free at ${dataDir})`
    throw new Failure('DISK_FULL', `The disk is full${said}: ${Failure.from(thrown).message}`, { cause: thrown })
  }
}

/** Undefined where the folder can't be asked: what has failed already says more than that. */
async function freeBytes(folder: string): Promise<number | undefined> {
  const disk = await statfs(folder).catch(() => undefined)
  return disk && disk.bavail * disk.bsize
}
