import { rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { exec } from '../../process/exec.ts'
import { dataPath, directoriesIn } from '../data-path.ts'
import type { Claim, Found } from '../effect.ts'
import { isErrno, unlessAbsent } from '../errno.ts'
import { clearLeftovers, clearStale, discard } from '../staging.ts'
import { covers } from '../tag-file.ts'
import { attemptsIn, processesOf } from './attempts.ts'
import { isUnreachable } from './follow.ts'
import { gateOf } from './gate.ts'
import type { PooledHost } from './health.ts'
import type { AgentHost, RunFound } from './hosts/port.ts'
import { commitOf, pushable } from './outbox.ts'
import type { RunEnvironment } from './run-agent.ts'
import { findRun, RUNS, tagOfRun, type RunFolder } from './run-folder.ts'
import { saveWork } from './saved-work.ts'
import { takeSnapshot } from './snapshot.ts'

export interface RemovalEnvironment extends RunEnvironment {
  readonly dataDir: string
  readonly hosts: readonly PooledHost[]
}

/** Milliseconds that a host has to tell what it has. */
const LIST_MS = 15_000

const UNSAVED = {
  message: 'Work of an agent that was not merged\n',
  author: { name: 'Slipway', email: 'slipway@localhost' },
}

/** Ends a run, keeps what it has not merged, and takes it away. See `EffectDriver.remove`. */
export async function removeRun(
  env: RemovalEnvironment,
  run: string,
  claim: Claim,
  signal: AbortSignal,
): Promise<void> {
  const folder = await findRun(env.dataDir, run)
  if (folder === undefined) return removeStray(env, run, claim, signal)
  if (!covers(claim, folder.tag)) return
  const hosts = await attemptsIn(folder.path).all()
  for (const [attempt, host] of hosts) await end(env, host, processesOf(run, attempt), signal)
  for (const host of new Set(hosts.values())) await end(env, host, gateOf(run), signal)
  await save(env, folder, [...hosts.values()].at(-1), signal)
  signal.throwIfAborted()
  await makeErasable(folder, signal)
  await discard(folder.path)
  await clearLeftovers(folder.path, claim, tagOfRun)
  await removeEmpty(dirname(folder.path))
}

/** Ends and forgets processes. On a host that has been away for long enough they have ended by themselves. */
async function end(env: RemovalEnvironment, name: string, id: string, signal: AbortSignal): Promise<void> {
  const host = env.pool.find(name)
  if (host === undefined) return
  try {
    await host.remove(id, signal)
  } catch (thrown) {
    if (!isUnreachable(thrown)) throw thrown
    env.health.failed(name, thrown)
    if (env.health.awayFor(name) <= env.patienceMs) throw thrown
  }
}

async function save(env: RemovalEnvironment, folder: RunFolder, ranOn: string | undefined, signal: AbortSignal) {
  const isThere = async (path: string): Promise<boolean> => (await unlessAbsent(stat(path))) !== undefined
  const wasUsed = ranOn !== undefined || (await pushable(folder, signal)) !== undefined
  if (!wasUsed || !(await isThere(folder.tree)) || !(await isThere(folder.checkoutGit))) return
  const host = await env.pool.anyHost(ranOn, signal)
  await env.handOver(folder, host, signal)
  const snapshot = await takeSnapshot(folder, host, { lenient: true, signal })
  const commit = await commitOf(folder, snapshot, UNSAVED, signal)
  if (commit !== undefined) await saveWork(folder, commit, signal)
}

/** An agent may have left directories that nobody can write to; root needs no leave. */
async function makeErasable({ tree, scratch }: RunFolder, signal: AbortSignal): Promise<void> {
  if (process.getuid?.() === 0) return
  await exec('chmod', ['--recursive', 'u+rwX', '--', tree, scratch], { signal })
}

async function removeEmpty(sandbox: string): Promise<void> {
  try {
    await rmdir(sandbox)
  } catch (thrown) {
    if (!isErrno(thrown, 'ENOTEMPTY', 'ENOENT')) throw thrown
  }
}

/** What hosts have of a run without a folder. A host that is away does not matter: the sweep finds what is there later. */
async function removeStray(env: RemovalEnvironment, run: string, claim: Claim, signal: AbortSignal): Promise<void> {
  await onEachHost(env, signal, async (host, found) => {
    const own = found.filter((each) => runOf(each) === run && covers(claim, each))
    for (const { id } of own) await host.remove(id, signal)
  })
}

/** The runs in the data root, and what hosts have of others. See `EffectDriver.list`: a host that is away hides nothing else. */
export async function listRuns(env: RemovalEnvironment, signal: AbortSignal): Promise<Found[]> {
  const standing = (
    await Promise.all((await directoriesIn(join(env.dataDir, RUNS))).map((name) => runsOf(env, name)))
  ).flat()
  const known = new Set(standing.map(({ name }) => name))
  const strays = new Map<string, Found>()
  await onEachHost(env, signal, (_host, found) => {
    for (const each of found) {
      const name = runOf(each)
      if (!known.has(name)) strays.set(name, { kind: 'agent-run', name, owner: each.owner, task: each.task })
    }
    return Promise.resolve()
  })
  return [...standing, ...strays.values()]
}

async function runsOf({ dataDir }: RemovalEnvironment, sandbox: string): Promise<Found[]> {
  const folder = await dataPath(dataDir, join(RUNS, sandbox))
  await clearStale(folder)
  const found = (await directoriesIn(folder)).map(async (name) => ({ name, tag: await tagOfRun(join(folder, name)) }))
  return (await Promise.all(found)).flatMap(({ name, tag }) =>
    tag === undefined ? [] : [{ kind: 'agent-run', name, owner: tag.owner, task: tag.task }],
  )
}

const runOf = ({ id }: RunFound): string => id.replace(/-(?:\d+|gate)$/, '')

/** Does something with what each host that can be reached has. @throws what is no matter of reaching it */
async function onEachHost(
  env: RemovalEnvironment,
  signal: AbortSignal,
  use: (host: AgentHost, found: readonly RunFound[]) => Promise<void>,
): Promise<void> {
  const work = env.hosts.map(async ({ host }) => {
    try {
      await use(host, await host.list(AbortSignal.any([signal, AbortSignal.timeout(LIST_MS)])))
    } catch (thrown) {
      signal.throwIfAborted()
      const isAway = isUnreachable(thrown) || (thrown instanceof DOMException && thrown.name === 'TimeoutError')
      if (!isAway) throw thrown
    }
  })
  await Promise.all(work)
}
