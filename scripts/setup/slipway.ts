import { randomUUID } from 'node:crypto'
import { appendFileSync, existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ROOT, type Environment } from './environment.ts'
import { setting } from './setting.ts'
import { startService, type Service } from './service.ts'
import { seedTemplate } from './template.ts'

export interface SlipwayOptions {
  readonly environment: Pick<Environment, 'redisUrl' | 'dockerHost' | 'appImage'>
  /** Absolute path of the data root. */
  readonly dataDir: string
  /** How many orchestrators share the work. @default 1 */
  readonly orchestrators?: number
  /** Port of portal-api; 0 picks a free one. @default 0 */
  readonly port?: number
  /** Further variables for both processes. */
  readonly env?: Readonly<Record<string, string>>
  /** Gets each line that a process logs. @default appended to `<dataDir>/logs/<name>.log` */
  readonly onLine?: (name: string, line: string) => void
  readonly signal: AbortSignal
}

/** A running Slipway. Disposing ends portal-api first, then the orchestrators, which hand over what they work on. */
export interface Slipway extends AsyncDisposable {
  /** Of portal-api, without a slash at its end. */
  readonly url: string
  /** Of its callers; the reference, where it is kept in Key Vault. */
  readonly token: string
  readonly portal: Service
  /** In the order in which they were started, those that have ended included. */
  readonly orchestrators: readonly Service[]
  /** Starts another orchestrator on the same Redis and data root. */
  readonly addOrchestrator: () => Promise<Service>
}

/** @throws SetupError when one of the processes does not come up; those that did are ended again */
export async function startSlipway(options: SlipwayOptions): Promise<Slipway> {
  const { environment, dataDir, signal, orchestrators: count = 1, port = 0 } = options
  const logs = join(dataDir, 'logs')
  await mkdir(logs, { recursive: true })
  await seedTemplate(dataDir, signal)
  await nameAfterTestRun(dataDir)
  const onLine =
    options.onLine ?? ((name: string, line: string) => appendFileSync(join(logs, `${name}.log`), `${line}\n`))
  const env = {
    REDIS_URL: environment.redisUrl,
    DOCKER_HOST: environment.dockerHost,
    APP_IMAGE: environment.appImage,
    DATA_DIR: dataDir,
    ...options.env,
  }
  const start = (name: string, main: string, upWhen: string, more: Readonly<Record<string, string>> = {}) =>
    startService({
      ...{ name, upWhen, signal, main: join(ROOT, main), env: { ...env, ...more } },
      onLine: (line) => onLine(name, line),
    })

  const startOrchestrator = (number: number) => start(`orchestrator-${number}`, 'orchestrator/src/main.ts', 'ready')
  const startPortal = () => start('portal-api', 'portal-api/src/main.ts', 'listening', { PORT: String(port) })

  await using started = new AsyncDisposableStack()
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  const starts = await Promise.allSettled([...numbers.map(startOrchestrator), startPortal()])
  const up = starts.flatMap((each) => (each.status === 'fulfilled' ? [started.use(each.value)] : []))
  const failed = starts.find((each) => each.status === 'rejected')
  const portal = up.at(-1)
  if (failed !== undefined || portal === undefined) throw failed?.reason
  const { url } = z.object({ url: z.url() }).parse(portal.up)
  const token = await tokenOf(options)

  const held = started.move()
  const orchestrators = up.slice(0, -1)
  const addOrchestrator = async () => {
    const added = held.use(await startOrchestrator(orchestrators.length + 1))
    orchestrators.push(added)
    return added
  }
  return {
    ...{ url: url.replace(/\/$/, ''), token, portal, orchestrators, addOrchestrator },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

/** Where portal-api has its token from: the environment, a file, or the data root. An empty variable counts as unset. */
async function tokenOf({ env = {}, dataDir }: SlipwayOptions): Promise<string> {
  const { PORTAL_TOKEN = '', PORTAL_TOKEN_FILE = '' } = env
  if (PORTAL_TOKEN !== '') return PORTAL_TOKEN
  const file = PORTAL_TOKEN_FILE === '' ? join(dataDir, 'portal-token') : PORTAL_TOKEN_FILE
  return (await readFile(file, 'utf8')).trim()
}

/** An installation of a test is named so that `npm test` knows what it leaves behind from what is somebody else's. */
async function nameAfterTestRun(dataDir: string): Promise<void> {
  if (setting('SLIPWAY_TEST_RUN') === undefined) return
  const file = join(dataDir, 'instance')
  if (!existsSync(file)) await writeFile(file, `test-${randomUUID()}`)
}
