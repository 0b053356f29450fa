import { resolve } from 'node:path'
import { z } from 'zod'
import { describeIssues, Failure } from '#contract'
import { AZURE_CREDENTIALS, AzureVariables, takeSettings } from '#settings'
import { LogVariables, type LogSettings } from '#telemetry/logger'
import { TraceVariables, type TraceSettings } from '#telemetry/trace-variables'
import { accessSettings, AccessVariables, type AccessSettings } from './config/access.ts'

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .transform(Number)
  .pipe(z.number().max(65_535, 'must be at most 65535'))

const Token = z
  .string()
  .min(16, 'must have at least 16 characters')
  .regex(/^[\x21-\x7e]*$/, 'may hold only visible ASCII characters')

/** The variables of portal-api; .env.example explains each. */
export const Environment = z.object({
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL' })
    .default('redis://127.0.0.1:6379'),
  PORT: port.default(8080),
  HOST: z.string().default('127.0.0.1'),
  PORTAL_TOKEN: Token.optional(),
  METRICS_TOKEN: Token.optional(),
  DATA_DIR: z
    .string()
    .default('./data')
    .transform((path) => resolve(path)),
  ...LogVariables.shape,
  ...TraceVariables.shape,
  ...AccessVariables.shape,
  // With these it signs in to Key Vault, if a secret is kept there.
  ...AzureVariables.shape,
})

export interface Config {
  readonly redisUrl: string
  /** 0 picks a free port. */
  readonly port: number
  readonly host: string
  /** Undefined: the token in the data directory is used, and made if it is not there. */
  readonly token: string | undefined
  /** Of who reads /metrics. Undefined: whoever may read tasks. */
  readonly metricsToken: string | undefined
  /** Absolute path. */
  readonly dataDir: string
  readonly log: LogSettings
  readonly traces: TraceSettings
  readonly access: AccessSettings
}

/**
 * The environment, checked. An empty variable counts as unset.
 * @throws Failure CONFIG_INVALID that names every wrong variable, or those that don't go together
 */
export const loadConfig = (env: Readonly<Record<string, string | undefined>> = process.env): Config => {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(set)
  if (!parsed.success) {
    throw new Failure('CONFIG_INVALID', `The environment is wrong: ${describeIssues(parsed.error)}`)
  }
  const { REDIS_URL, PORT, HOST, PORTAL_TOKEN, METRICS_TOKEN, DATA_DIR, LOG_LEVEL, LOG_FORMAT } = parsed.data
  return Object.freeze({
    redisUrl: REDIS_URL,
    port: PORT,
    host: HOST,
    token: PORTAL_TOKEN,
    metricsToken: METRICS_TOKEN,
    dataDir: DATA_DIR,
    log: { LOG_LEVEL, LOG_FORMAT },
    traces: TraceVariables.parse(set),
    access: accessSettings(parsed.data),
  })
}

/** The variables that are secrets: each also as a file in `NAME_FILE`, or from Key Vault (docs/secrets.md). */
export const SECRETS = [
  'REDIS_URL',
  'PORTAL_TOKEN',
  'METRICS_TOKEN',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OIDC_CLIENT_SECRET',
  ...AZURE_CREDENTIALS,
] as const satisfies readonly (keyof typeof Environment.shape)[]

/**
 * The configuration of this process, and the secrets in it, which no log may show.
 * @throws Failure CONFIG_INVALID, SETTING_UNREADABLE
 */
export const readConfig = async (): Promise<{ readonly config: Config; readonly secrets: readonly string[] }> => {
  const { env, secrets } = await takeSettings(process.env, SECRETS)
  return { config: loadConfig(env), secrets }
}
