/** Loaded by a process before its own modules: tells whoever connects to METER-<pid> what its event loop was late by since the last time. */
import { createServer } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Milliseconds between two looks. Each value contains them. */
const RESOLUTION_MS = 2

const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
delay.enable()
const server = createServer((socket) => {
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
  socket.on('error', () => undefined) // Whoever asked has gone.
  socket.end(JSON.stringify({ loop_delay_p99_ms: late(delay.percentile(99)), loop_delay_max_ms: late(delay.max) }))
  delay.reset()
})
server.listen(`${process.env['METER'] ?? ''}-${process.pid}`).unref()
