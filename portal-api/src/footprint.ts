import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** Bytes of the young generation: less makes tasks cost a fifth more time, more makes none cheaper. */
const YOUNG = 8 * 1024 * 1024
/** More objects than V8 ever needed to come to that, in thousands. */
const PATIENCE = 20

const isYoungLargeEnough = (): boolean =>
  getHeapSpaceStatistics().some(({ space_name, space_size }) => space_name === 'new_space' && space_size >= YOUNG)

/**
 * Has V8 hold its young generation at 8 MB, and keeps compiled code on disk. Left to itself it takes over 100 MB for what
 * is young, since the host has memory to give, and keeps Node's compiler of TypeScript. To be called before anything large
 * is loaded. The size can't be set once V8 has started; but V8 doubles it when many objects stay, until it is forbidden to.
 */
export function keepFootprintSmall(): void {
  for (let thousands = 0; thousands < PATIENCE && !isYoungLargeEnough(); thousands += 1)
    Array.from({ length: 1_000 }, () => new Array<number>(100).fill(0))
  setFlagsFromString('--semi-space-growth-factor=1')
  // Where it can't be written, everything is compiled at each start as it is without a cache.
  enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/slipway', import.meta.url)))
}
