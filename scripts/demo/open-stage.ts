import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { ROOT, startEnvironment } from '../setup/environment.ts'
import { startSlipway, type Slipway } from '../setup/slipway.ts'
import { chooseAgent } from './agents/choose.ts'
import { viewHost } from './agents/host.ts'
import { openBoard } from './board.ts'
import { createCast } from './cast.ts'
import { clearEarlier, FOLDER } from './earlier.ts'
import { viewEngine } from './engine.ts'
import { connectPortal } from './portal.ts'
import type { Screen } from './screen/screen.ts'
import type { Stage } from './stage.ts'
import { runSweep } from './sweep.ts'

/** A stage with the Slipway behind it. Disposing takes away everything, in whatever state it is. */
export interface OpenStage extends Stage, AsyncDisposable {
  readonly slipway: Slipway
}

/** Nothing but the demo's own sweep may tidy up: what it finds is what deletions and undos have left. */
const NEVER_S = '86400'

export interface StageOptions {
  readonly screen: Screen
  /** Whether the agent is the stand-in in any case. */
  readonly standIn: boolean
  readonly signal: AbortSignal
}

/** Starts a Slipway of the demo's own: its data root, Redis and names are nobody else's. */
export async function openStage({ screen, standIn, signal }: StageOptions): Promise<OpenStage> {
  await using held = new AsyncDisposableStack()
  const dataDir = await mkdtemp(join(tmpdir(), FOLDER))
  held.defer(() => rm(dataDir, { recursive: true, force: true }))
  await mkdir(join(dataDir, 'redis'))
  const environment = held.use(await startEnvironment({ redisDir: join(dataDir, 'redis'), signal }))
  await clearEarlier(environment.dockerHost)
  held.defer(async () => {
    const file = join(dataDir, 'instance')
    if (!existsSync(file)) return
    const instance = await readInstance(file)
    await viewHost(instance).clear()
    await viewEngine(environment.dockerHost, instance).clear()
  })
  const agent = await chooseAgent({ standIn })
  const env = {
    ...{ SWEEP_INTERVAL_S: NEVER_S, TEMPLATES_DIR: join(ROOT, 'templates') },
    ...{ AGENTS: 'local', SSH_CLAUDE_PATH: agent.program, ...agent.env },
    // What agents on this machine find in their environment: a home in any case, and the Node that runs this.
    ...{ HOME: homedir(), PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter) },
  }
  const slipway = held.use(await startSlipway({ environment, dataDir, env, signal }))
  const variables = {
    REDIS_URL: environment.redisUrl,
    DOCKER_HOST: environment.dockerHost,
    APP_IMAGE: environment.appImage,
    DATA_DIR: dataDir,
    ...env,
  }
  const board = held.use(await openBoard({ redisUrl: environment.redisUrl, url: slipway.url, signal }))
  const instance = await readInstance(join(dataDir, 'instance'))
  const kept = held.move()
  return {
    ...{ slipway, board, agent, dataDir, screen, signal, cast: createCast(), runs: [], agentResults: [] },
    host: viewHost(instance),
    portal: connectPortal(slipway, signal),
    engine: viewEngine(environment.dockerHost, instance),
    sweep: () => runSweep(variables, signal),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

const readInstance = async (file: string): Promise<string> => (await readFile(file, 'utf8')).trim()
