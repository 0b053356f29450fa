/**
 * `npm run bench [-- --json] [names…]`: measures what the README claims, as ratios of medians of the same run.
 * `--json` prints one object a line.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEnvironment } from '../scripts/setup/environment.ts'
import { main } from '../scripts/setup/main.ts'
import { RUN_NEEDS, TEST_NEEDS } from '../scripts/setup/needs.ts'
import { say } from '../scripts/setup/say.ts'
import { startRedis } from '../scripts/setup/redis.ts'
import { SetupError } from '../scripts/setup/setup-error.ts'
import { agentMemory } from './agents/memory.ts'
import { agentOutput } from './agents/output.ts'
import { agentStart } from './agents/start.ts'
import { chains, hundredWorkspaces } from './cloud.ts'
import { containers } from './containers.ts'
import { clone } from './database.ts'
import { latency, memory, priority, throughput } from './engine.ts'
import { jsonLine, textLine, type Figure } from './figure.ts'
import { board } from './portal/board.ts'
import { portalPost } from './portal/post.ts'
import { portalStreams } from './portal/streams.ts'
import { eightSandboxes, oneSandbox, type SandboxOptions } from './sandboxes.ts'

/** This alone needs the images of docker-compose.yml, and what stands in for their bases. */
const CONTAINERS = 'containers'
/** This needs a browser, and with it what tests need. */
const BOARD = 'board'

const BENCHMARKS: Readonly<Record<string, (options: SandboxOptions) => Promise<Figure[]>>> = {
  'sandbox-provision': (options) => oneSandbox(options),
  'eight-sandboxes': (options) => eightSandboxes(options),
  'empty-tasks': (options) => throughput(options),
  'idle-latency': (options) => latency(options),
  'high-task-wait': (options) => priority(options),
  'database-clone': (options) => clone(options),
  memory: (options) => memory(options),
  'portal-post': (options) => portalPost(options),
  'portal-streams': (options) => portalStreams(options),
  [BOARD]: (options) => board(options),
  'workspace-in-clouds': (options) => chains(options),
  'hundred-workspaces': (options) => hundredWorkspaces(options),
  'agent-memory': (options) => agentMemory(options),
  'agent-output': (options) => agentOutput(options),
  'agent-start': (options) => agentStart(options),
  [CONTAINERS]: (options) => containers(options),
}

await main(async (signal) => {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const chosen = positionals.length === 0 ? Object.keys(BENCHMARKS) : positionals
  const unknown = chosen.filter((name) => !Object.hasOwn(BENCHMARKS, name))
  if (unknown.length > 0) {
    throw new SetupError(
      `There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHMARKS).join(', ')}.`,
    )
  }
  const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'))
  await using cleanup = new AsyncDisposableStack()
  cleanup.defer(() => rm(folder, { recursive: true, force: true }))
  const inContainers = chosen.includes(CONTAINERS)
  const environment = cleanup.use(
    await startEnvironment({
      ...{ redisDir: join(folder, 'redis'), containers: inContainers, signal },
      needs: inContainers || chosen.includes(BOARD) ? TEST_NEEDS : RUN_NEEDS,
    }),
  )
  for (const name of chosen) {
    say(`Measuring ${name}`)
    // A Redis and a data root of its own: nothing that one benchmark leaves weighs on the next.
    await using redis = await startRedis({ dir: join(folder, name, 'redis'), signal })
    const dataDir = join(folder, name, 'data')
    await mkdir(dataDir, { recursive: true })
    const figures = await BENCHMARKS[name]?.({ environment: { ...environment, redisUrl: redis.url }, dataDir, signal })
    for (const figure of figures ?? []) process.stdout.write(`${values.json ? jsonLine(figure) : textLine(figure)}\n`)
  }
  return 0
})
