/** Loaded by a portal-api before its own modules: tells whoever asks over its channel what it keeps in memory, in bytes. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { z } from 'zod'

setFlagsFromString('--expose-gc')
const collect = z.custom<() => void>((gc) => typeof gc === 'function').parse(runInNewContext('gc'))

process.on('message', () => {
  collect()
  collect() // bytes of buffers go after their objects
  const { heapUsed, external } = process.memoryUsage()
  process.send?.(heapUsed + external)
})
process.channel?.unref()
