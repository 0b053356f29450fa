import { createHash } from 'node:crypto'
import { join } from 'node:path'

export interface EnginePaths {
  /** Kept between runs: images, and containers that are to come back. */
  readonly data: string
  /** Gone when the engine is: sockets, pid files, mounts. Short, as a socket's path has at most 107 bytes. */
  readonly run: string
  readonly socket: string
  /** Where the engine's keeper counts its users; not below `run`, which comes and goes with the engine. */
  readonly keeper: string
  /** Locked while a keeper lives. */
  readonly lock: string
  /** What the machine's network was before the engine. */
  readonly network: string
  readonly log: string
  readonly keeperLog: string
}

/** Where the engine of a folder keeps its things: one engine for a folder, whoever asks. */
export function enginePaths(dir: string): EnginePaths {
  const run = `/run/slipway-${createHash('sha256').update(dir).digest('hex').slice(0, 8)}`
  return {
    data: join(dir, 'data'),
    run,
    socket: join(run, 'docker.sock'),
    keeper: `${run}.sock`,
    lock: join(dir, 'lock'),
    network: join(dir, 'network.json'),
    log: join(dir, 'dockerd.log'),
    keeperLog: join(dir, 'keeper.log'),
  }
}
