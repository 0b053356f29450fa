/**
 * `npm start`: everything that Slipway needs, an orchestrator and portal-api, until Ctrl-C. Variables: see .env.example;
 * the file .env is read when it exists.
 */
import { mkdir } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { prettyLines } from '#telemetry/pretty'
import { ROOT, startEnvironment } from './setup/environment.ts'
import { main } from './setup/main.ts'
import { RUN_NEEDS } from './setup/needs.ts'
import { tellOthers } from './setup/running-file.ts'
import { say } from './setup/say.ts'
import { setting } from './setup/setting.ts'
import { SetupError } from './setup/setup-error.ts'
import { startSlipway, type Slipway } from './setup/slipway.ts'

const DEFAULT_PORT = 8080

await main(async (signal) => {
  const dataDir = resolve(ROOT, setting('DATA_DIR') ?? 'data')
  await mkdir(dataDir, { recursive: true })
  const [redisUrl, appImage] = [givenRedis(), setting('APP_IMAGE')]
  const provided = new Map([
    ['redis-server', redisUrl],
    ['busybox', appImage],
  ])
  const needs = RUN_NEEDS.filter(({ name }) => provided.get(name) === undefined)
  const redisDir = join(dataDir, 'redis')
  await using environment = await startEnvironment({ redisDir, redisUrl, appImage, needs, signal })
  const logs = prettyLines(process.stdout.isTTY)
  await using slipway = await startSlipway({
    environment,
    dataDir,
    port: Number(setting('PORT') ?? DEFAULT_PORT),
    env: ownVariables(),
    onLine: (_, line) => logs.write(`${line}\n`),
    signal,
  })
  await using _told = await tellOthers({
    REDIS_URL: environment.redisUrl,
    DOCKER_HOST: environment.dockerHost,
    APP_IMAGE: environment.appImage,
    DATA_DIR: dataDir,
  })
  say(summary(slipway, dataDir))
  return await untilEnd(slipway, environment.redisEnds, signal)
})

/** The user's Redis, where there is one: in a file it is for the processes to read, which take an empty variable as unset. */
function givenRedis(): string | undefined {
  return setting('REDIS_URL') ?? (setting('REDIS_URL_FILE') === undefined ? undefined : '')
}

/** What the user has set reaches both processes, which check it themselves. */
function ownVariables(): Readonly<Record<string, string>> {
  const { REDIS_URL: _r, DOCKER_HOST: _d, APP_IMAGE: _a, DATA_DIR: _f, PORT: _p, ...others } = process.env
  return Object.fromEntries(
    Object.entries(others).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

function summary({ url, orchestrators }: Slipway, dataDir: string): string {
  const given = ['PORTAL_TOKEN', 'PORTAL_TOKEN_FILE'].find((name) => setting(name) !== undefined)
  const token = given ?? relative(ROOT, join(dataDir, 'portal-token'))
  const facts = {
    board: `${url}/`,
    'portal-api': url,
    token: `in ${token}`,
    data: dataDir,
    orchestrators: orchestrators.length,
  }
  const lines = Object.entries(facts).map(([name, value]) => `  ${name.padEnd(13)} ${value}`)
  return ['', 'Slipway is running. Ctrl-C stops it.', ...lines, ''].join('\n')
}

/** Waits for Ctrl-C. A process that ends by itself takes the rest with it: half a Slipway helps nobody. */
async function untilEnd(
  { portal, orchestrators }: Slipway,
  redisEnds: Promise<never>,
  signal: AbortSignal,
): Promise<never> {
  const { promise: stopped, reject } = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => reject(signal.reason))
  signal.throwIfAborted()
  const ends = [portal, ...orchestrators].map(async ({ name, ended }): Promise<never> => {
    throw new SetupError(`${name} ended (${await ended}); stopping the rest`)
  })
  return Promise.race([stopped, redisEnds, ...ends])
}
