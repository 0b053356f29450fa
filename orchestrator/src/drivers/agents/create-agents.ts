import { Failure, type AgentName } from '#contract'
import type { AgentSlots } from '../agent-slots.ts'
import type { Finding, Preflight } from '../preflight.ts'
import { attemptsIn, processesOf } from './attempts.ts'
import type { AgentCli } from './clis/port.ts'
import { gateOf, runGate } from './gate.ts'
import { createHandOver } from './hand-over.ts'
import { createHealth, probe, type PooledHost } from './health.ts'
import type { AgentHost } from './hosts/port.ts'
import { ensureTree } from './make-tree.ts'
import { commitOf, describe } from './outbox.ts'
import { createPool } from './pool.ts'
import type { Agents } from './port.ts'
import { rebase } from './rebase.ts'
import { listRuns, removeRun, type RemovalEnvironment } from './remove.ts'
import { runAgent } from './run-agent.ts'
import { findPlace, findRun, partsOf, requireRun, type RunFolder } from './run-folder.ts'
import { takeSnapshot } from './snapshot.ts'

export interface AgentsOptions {
  /** Absolute path of the data root, which exists; the same on every host. */
  readonly dataDir: string
  readonly hosts: readonly PooledHost[]
  readonly clis: Readonly<Record<AgentName, AgentCli>>
  /** Path of each tool on the hosts; `~/` is the user's home. */
  readonly programs: Readonly<Record<AgentName, string>>
  /** Variables that give each tool access to its provider. */
  readonly keys: Readonly<Record<AgentName, Readonly<Record<string, string>>>>
  readonly slots: AgentSlots
  /** Most runs of this process at once. */
  readonly concurrency: number
  /** Seconds for which a host goes on with a run that no orchestrator asks for. */
  readonly leaseS: number
  /** Seconds on top of the lease after which a run on a host that is away counts as ended. @default 30 */
  readonly marginS?: number
  /** Milliseconds between two looks at each host. @default 10_000 */
  readonly probeEveryMs?: number
  /** Milliseconds that pass evenly. */
  readonly clock?: () => number
}

/** Coding agents on a pool of hosts. Disposing of it leaves them running. */
export function createAgents(options: AgentsOptions): Agents & Preflight & Disposable {
  const { dataDir, hosts, leaseS, marginS = 30, probeEveryMs = 10_000 } = options
  const { clock = () => performance.now() } = options
  const health = createHealth(hosts, probeEveryMs, clock)
  const { slots, concurrency } = options
  const pool = createPool({ hosts, slots, health, concurrency, renewMs: (leaseS * 1_000) / 3 })
  const patienceMs = (leaseS + marginS) * 1_000
  const { clis, programs, keys } = options
  const shared = { pool, health, handOver: createHandOver(), clis, programs, keys, leaseS, patienceMs, clock }
  const env: RemovalEnvironment = { ...shared, dataDir, hosts }

  /** A host on which the tree of a run can be touched: that of its agent where it is well. */
  const hostFor = async (folder: RunFolder, signal: AbortSignal): Promise<AgentHost> => {
    const host = await pool.anyHost((await attemptsIn(folder.path).last())?.host, signal)
    await shared.handOver(folder, host, signal)
    return host
  }
  const partsOfRun = (run: string) => {
    const place = findPlace(dataDir, run)
    if (place !== undefined) return partsOf(place)
    throw new Failure('RESOURCE_NOT_FOUND', `There is no working tree of run "${run}"`)
  }

  return {
    kinds: ['agent-run'],
    ensureTree: (run, request, tag, signal) => ensureTree(dataDir, run, request, tag, signal),
    async run(run, request, tag, listener, signal) {
      return runAgent(env, { folder: await requireRun(dataDir, run), request, tag, listener, signal })
    },
    async stop(run, signal) {
      const folder = await findRun(dataDir, run)
      const last = folder === undefined ? undefined : await attemptsIn(folder.path).last()
      const host = last === undefined ? undefined : pool.find(last.host)
      if (last === undefined || host === undefined) return
      await Promise.all([host.stop(processesOf(run, last.number), signal), host.stop(gateOf(run), signal)])
    },
    async gate(run, argv, timeoutS, signal) {
      const folder = await requireRun(dataDir, run)
      return runGate(env, folder, await hostFor(folder, signal), argv, timeoutS, signal)
    },
    async commit(run, request, signal) {
      const folder = await requireRun(dataDir, run)
      const snapshot = await takeSnapshot(folder, await hostFor(folder, signal), { signal })
      const commit = await commitOf(folder, snapshot, request, signal)
      return commit === undefined ? undefined : describe(folder, folder.commit, commit, signal)
    },
    async rebase(run, onto, signal) {
      return rebase(await requireRun(dataDir, run), onto, signal)
    },
    treeOf: (run) => partsOfRun(run).tree,
    outboxOf: (run) => partsOfRun(run).outbox,
    remove: ({ name }, claim, signal) => removeRun(env, name, claim, signal),
    list: (signal) => listRuns(env, signal),
    async check(signal) {
      const problems = await Promise.all(hosts.map(({ host }) => probe(host, signal)))
      signal.throwIfAborted()
      const isAnyWell = problems.some((problem) => problem === undefined)
      return hosts.map(({ host }, at): Finding => {
        const [name, failure] = [`agent host ${host.name}`, problems[at]]
        if (failure === undefined) return { state: 'ok', name, detail: 'has all that agents need' }
        return { state: isAnyWell ? 'warning' : 'failed', name, failure }
      })
    },
    [Symbol.dispose]: () => health[Symbol.dispose](),
  }
}
