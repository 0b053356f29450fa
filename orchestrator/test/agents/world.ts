import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { mkdir, mkdtemp, open as openFile, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'
import { Failure } from '#contract'
import { createAgents, type AgentsOptions } from '../../src/drivers/agents/create-agents.ts'
import { createHost } from '../../src/drivers/agents/hosts/create-host.ts'
import type { AgentHost } from '../../src/drivers/agents/hosts/port.ts'
import type { AgentListener, AgentRequest, AgentTotals } from '../../src/drivers/agents/port.ts'
import { createAgentSlots } from '../../src/redis/agent-slots.ts'
import { standIn } from './stand-in.ts'

assert.ok(process.env.REDIS_URL, 'REDIS_URL must name a Redis server: run this with npm test')
const url = process.env.REDIS_URL
const run = promisify(execFile)

export const BRANCH = 'sandbox/shop-one'
export const CHECKOUT = 'sandboxes/shop-one/checkout'
export const TAG = { owner: 'agent:shop-one', task: 'task-1' }
export const LEASE_S = 30

const AS_US = ['-c', 'user.name=Us', '-c', 'user.email=us@example.test']
/** git as the people of a test use it. */
export const git = async (directory: string, ...args: readonly string[]): Promise<string> =>
  (await run('git', ['-C', directory, ...AS_US, ...args])).stdout.trim()

/** A host that can be cut off from the orchestrator; what runs there goes on. */
export interface Link {
  readonly host: AgentHost
  cut(): void
  mend(): void
}

function linkTo(host: AgentHost): Link {
  let cable = new AbortController()
  const lost = (): Failure => new Failure('AGENT_HOST_UNREACHABLE', `${host.name} is cut off`)
  const through = async <T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const { signal: cut } = cable
    const isCut = (): boolean => cut.aborted
    if (isCut()) throw lost()
    try {
      return await work(AbortSignal.any([signal, cut]))
    } catch (thrown) {
      if (isCut() && !signal.aborted) throw lost()
      throw thrown
    }
  }
  return {
    cut: () => {
      cable.abort()
    },
    mend: () => (cable = new AbortController()),
    host: {
      name: host.name,
      probe: (signal) => through(signal, (either) => host.probe(either)),
      start: (id, command, limits, tag, signal) =>
        through(signal, (either) => host.start(id, command, limits, tag, either)),
      follow: (id, offset, onData, signal) => through(signal, (either) => host.follow(id, offset, onData, either)),
      stop: (id, signal) => through(signal, (either) => host.stop(id, either)),
      remove: (id, signal) => through(signal, (either) => host.remove(id, either)),
      list: (signal) => through(signal, (either) => host.list(either)),
      exec: (command, options) =>
        through(options.signal, (either) => host.exec(command, { ...options, signal: either })),
    },
  }
}

/** A data root with the checkout of a sandbox, local hosts, and orchestrators on one Redis. */
export async function makeWorld(hostSlots: readonly number[] = [2]) {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'slipway-agents-')))
  const dataDir = join(root, 'data')
  const checkout = join(dataDir, CHECKOUT)
  await mkdir(checkout, { recursive: true })
  await git(checkout, 'init', '--quiet', `--initial-branch=${BRANCH}`)
  await writeFile(join(checkout, 'README.md'), 'a shop\n')
  await git(checkout, 'add', '--all')
  await git(checkout, 'commit', '--quiet', '--message=first')
  const base = await git(checkout, 'rev-parse', 'HEAD')

  // Hosts of their own, although on one machine: each has a home, with the runs in it.
  const created = hostSlots.map((slots, at) => {
    const env = { HOME: join(root, `home-${at}`), PATH: process.env.PATH ?? '' }
    const options = { name: `host-${at}-${randomUUID()}`, instance: 'test', dataDir, programs: ['sh'] }
    const host = createHost({ kind: 'local', env }, options)
    return { env, host, slots, link: linkTo(host) }
  })
  for (const { env } of created) await mkdir(env.HOME)
  const redis = new Redis(url)
  const open: Disposable[] = []
  const hosts = created.map(({ link, slots }) => ({ host: link.host, slots }))

  const world = {
    ...{ root, dataDir, checkout, base, redis },
    links: created.map(({ link }) => link),
    /** The driver of an orchestrator. */
    orchestrator(options: Partial<AgentsOptions> = {}) {
      const agents = createAgents({
        ...{ dataDir, hosts, concurrency: 10, leaseS: LEASE_S, slots: createAgentSlots(redis, LEASE_S * 1_000) },
        clis: { claude: standIn, codex: standIn, opencode: standIn },
        programs: { claude: 'sh', codex: 'sh', opencode: 'sh' },
        keys: { claude: { KEY: 'k' }, codex: {}, opencode: {} },
        ...options,
      })
      open.push(agents)
      return agents
    },
    /** A run with its tree. */
    async newRun(agents: ReturnType<typeof createAgents>, tag = TAG): Promise<string> {
      const id = randomUUID()
      await agents.ensureTree(id, { checkout: CHECKOUT, commit: base, branch: BRANCH }, tag, never)
      return id
    },
    /** A pipe at which a script waits until something is written to it. */
    async fifo(): Promise<string> {
      const path = join(root, `fifo-${randomUUID()}`)
      await run('mkfifo', [path])
      return path
    },
    /** Whether a process waits at a pipe. */
    async hasReader(fifo: string): Promise<boolean> {
      try {
        const handle = await openFile(fifo, constants.O_WRONLY | constants.O_NONBLOCK)
        await handle.close()
        return true
      } catch (thrown) {
        if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENXIO') return false
        throw thrown
      }
    },
    /** Asks again and again until something holds. */
    async until(holds: () => Promise<boolean>): Promise<void> {
      while (!(await holds())) await delay(50)
    },
    path: (name: string): string => join(root, name),
    read: (name: string): Promise<string> => readFile(join(root, name), 'utf8'),
    async [Symbol.asyncDispose]() {
      for (const each of open) each[Symbol.dispose]()
      for (const { host } of created) {
        for (const { id } of await host.list(never)) await host.remove(id, never)
        host.close()
      }
      redis.disconnect()
      await rm(root, { recursive: true, force: true })
    },
  }
  return world
}
export type World = Awaited<ReturnType<typeof makeWorld>>

export const never = new AbortController().signal

/** A request whose prompt is the script of the stand-in. */
export const asking = (script: string, request: Partial<AgentRequest> = {}): AgentRequest => ({
  ...{ agent: 'claude', prompt: script, profile: 'developer', timeoutS: 600, urgent: false },
  ...{ allowedTools: undefined, model: undefined, maxTurns: undefined, maxBudgetUsd: undefined },
  ...{ jsonSchema: undefined, continueSession: undefined },
  ...request,
})

/** A listener that remembers what it is told, and can be waited for. */
export class Ear implements AgentListener {
  readonly from: number
  readonly sessions: string[] = []
  readonly hosts: string[] = []
  readonly tools: string[] = []
  output_ = ''
  end = 0
  totals: AgentTotals | undefined
  #changed = Promise.withResolvers<undefined>()

  constructor(from = 0) {
    this.from = from
  }

  started({ host, sessionId }: { readonly host: string; readonly sessionId: string }): void {
    this.hosts.push(host)
    this.sessions.push(sessionId)
    this.#change()
  }
  tool(line: string): void {
    this.tools.push(line)
    this.#change()
  }
  usage(totals: AgentTotals): void {
    this.totals = totals
    this.#change()
  }
  output(lines: string, end: number): Promise<void> {
    this.output_ += lines
    this.end = end
    this.#change()
    return Promise.resolve()
  }
  /** Waits until a tool was used that is called so. */
  async heard(tool: string): Promise<void> {
    await this.until(() => this.tools.includes(tool))
  }
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await this.#changed.promise
  }
  #change(): void {
    this.#changed.resolve(undefined)
    this.#changed = Promise.withResolvers<undefined>()
  }
}
