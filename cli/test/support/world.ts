import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { z } from 'zod'
import { loadConfig } from '../../../orchestrator/src/config.ts'
import { startOrchestrator } from '../../../orchestrator/src/orchestrator.ts'
import { ROOT } from '../../../scripts/setup/environment.ts'
import { freePort } from '../../../scripts/setup/free-port.ts'
import { startRedis } from '../../../scripts/setup/redis.ts'
import { startService, type Service } from '../../../scripts/setup/service.ts'
import { createGate, type Gate } from './gate.ts'
import { MAIN, startProgram, type Ran, type RunOptions, type Started } from './program.ts'
import { registryWith } from './tasks.ts'

export const TOKEN = 'a-token-that-only-these-tests-use'

/** A real portal-api and a real orchestrator with tasks of the tests' own, and the command line that talks to them. */
export interface World extends AsyncDisposable {
  readonly url: string
  readonly redis: Redis
  readonly gate: Gate
  /** A folder of the test's own. */
  readonly folder: string
  /** Environment in which the command line finds its portal-api, and nothing of this machine. */
  readonly env: Readonly<Record<string, string>>
  readonly slipway: (args: readonly string[], options?: RunOptions) => Promise<Ran>
  /** Starts it without waiting for its end. */
  readonly start: (args: readonly string[], options?: RunOptions) => Started
  readonly stopPortal: () => Promise<void>
  /** On the same address as before. */
  readonly startPortal: () => Promise<void>
}

export const startWorld = async (): Promise<World> => {
  const { signal } = new AbortController()
  await using started = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'slipway-cli-'))
  started.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const dataDir = join(folder, 'data')
  await mkdir(dataDir)
  const server = started.use(await startRedis({ dir: join(folder, 'redis'), signal }))
  const redis = new Redis(server.url, { maxRetriesPerRequest: null })
  started.defer(() => redis.disconnect())

  const gate = createGate()
  const config = loadConfig({
    ...{ REDIS_URL: server.url, DATA_DIR: dataDir, APP_IMAGE: 'none', DOCKER_HOST: 'unix:///nonexistent' },
    SWEEP_INTERVAL_S: '3600', // What tests leave over stays.
  })
  started.defer(await startOrchestrator(config, registryWith(gate), pino({ level: 'silent' })))

  const port = String(await freePort())
  const url = `http://127.0.0.1:${port}`
  let portal: Service | undefined
  const startPortal = async (): Promise<void> => {
    portal = await startService({
      ...{ name: 'portal-api', main: join(ROOT, 'portal-api/src/main.ts'), upWhen: 'listening', signal },
      env: { REDIS_URL: server.url, DATA_DIR: dataDir, PORT: port, PORTAL_TOKEN: TOKEN },
      onLine: () => undefined,
    })
  }
  const stopPortal = async (): Promise<void> => portal?.[Symbol.asyncDispose]()
  await startPortal()
  started.defer(stopPortal)

  const env = {
    ...z.object({ PATH: z.string() }).parse({ PATH: process.env['PATH'] }),
    ...{
      HOME: folder,
      XDG_CONFIG_HOME: join(folder, 'config'),
      SLIPWAY_URL: url,
      SLIPWAY_TOKEN: TOKEN,
      LANG: 'C.UTF-8',
      NODE_COMPILE_CACHE: join(folder, 'compile-cache'),
    },
    ...(process.env['SLIPWAY_TEST_RUN'] === undefined ? {} : { SLIPWAY_TEST_RUN: process.env['SLIPWAY_TEST_RUN'] }),
  }
  const start: World['start'] = (args, { env: more = {}, input = '' } = {}) =>
    startProgram([process.execPath, MAIN, ...args], { env: { ...env, ...more }, input })
  const held = started.move()
  return {
    ...{ url, redis, gate, folder, env, start, startPortal, stopPortal },
    slipway: (args, options) => start(args, options).ended,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}
