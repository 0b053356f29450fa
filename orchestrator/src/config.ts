import { resolve } from 'node:path'
import { z } from 'zod'
import { describeIssues, Failure } from '#contract'
import { takeSettings, wholeNumber } from '#settings'
import { LogVariables } from '#telemetry/logger'
import { TraceVariables } from '#telemetry/trace-variables'
import { agentContainerSettings, agentSettings, AgentVariables } from './config/agents.ts'
import { CertificateVariables, certificateSettings } from './config/certificates.ts'
import { forgeSettings, ForgeVariables } from './config/forge.ts'
import { identitySettings, IdentityVariables } from './config/identity.ts'
import type {
  AgentContainerSettings,
  AgentSettings,
  CertificateSettings,
  ForgeSettings,
  IdentitySettings,
} from './drivers/settings.ts'

const path = z.string().transform((given) => resolve(given))

const Domain = z
  .string()
  .max(180)
  .regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/, 'must be a domain name in lower case')

const Network = z.string().regex(/^\d{1,3}(?:\.\d{1,3}){3}\/(?:[89]|1\d|2[0-4])$/, 'must be an IPv4 block of /8 to /24')

/** The variables of the orchestrator; .env.example explains each. */
export const Environment = z.object({
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL' })
    .default('redis://127.0.0.1:6379'),
  REDIS_ALLOW_VOLATILE: z.enum(['true', 'false'], { error: 'must be true or false' }).default('false'),
  DATA_DIR: path.default(() => resolve('data')),
  TEMPLATES_DIR: path.default(() => resolve('templates')),
  DOMAIN: Domain.default('localhost'),
  APP_IMAGE: z.string().min(1),
  DOCKER_HOST: z
    .string()
    .regex(/^(?:unix|tcp|ssh|https?):\/\/\S+$/, 'must be a unix://, tcp://, ssh:// or http(s):// address')
    .optional(),
  HIGH_CONCURRENCY: wholeNumber(1, 1_000).default(8),
  NORMAL_CONCURRENCY: wholeNumber(1, 1_000).default(4),
  NETWORK_POOL: Network.default('10.213.0.0/16'),
  EDGE_NETWORK: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'must be a Docker network name')
    .optional(),
  STACK_START_TIMEOUT_S: wholeNumber(1, 280).default(120),
  OUTAGE_PATIENCE_S: wholeNumber(0, 86_400).default(900),
  SWEEP_INTERVAL_S: wholeNumber(5, 86_400).default(15),
  TASK_RETENTION_HOURS: wholeNumber(1, 8_760).default(24),
  EVENT_RETENTION: wholeNumber(100, 10_000_000).default(20_000),
  ARCHIVE_RETENTION_DAYS: wholeNumber(0, 36_500).default(90),
  HEARTBEAT_FILE: path.optional(),
  SLIPWAY_SECRET_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64')
    .optional(),
  METRICS_PORT: wholeNumber(0, 65_535).optional(),
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  ...LogVariables.shape,
  ...TraceVariables.shape,
  ...ForgeVariables.shape,
  ...IdentityVariables.shape,
  ...CertificateVariables.shape,
  ...AgentVariables.shape,
})

/** The environment, checked and typed. Paths are absolute. */
export type Config = Readonly<
  z.output<typeof Environment> & {
    forge: ForgeSettings
    identity: IdentitySettings
    certificates: CertificateSettings
    agents: AgentSettings
    agentContainer: AgentContainerSettings | undefined
  }
>

/**
 * The environment, checked; an empty variable counts as unset.
 * @throws Failure CONFIG_INVALID that names every wrong variable
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(set)
  if (!parsed.success) throw new Failure('CONFIG_INVALID', `The environment is wrong: ${describeIssues(parsed.error)}`)
  const { data } = parsed
  const drivers = {
    forge: forgeSettings(data),
    identity: identitySettings(data),
    certificates: certificateSettings(data),
    agents: agentSettings(data, set),
    agentContainer: agentContainerSettings(data),
  }
  return Object.freeze({ ...data, ...drivers })
}

/** The variables that are secrets: each also as a file in `NAME_FILE`, or from Key Vault (docs/secrets.md). */
export const SECRETS = [
  'REDIS_URL',
  'SLIPWAY_SECRET_KEY',
  'GITHUB_TOKEN',
  'GITHUB_APP_PRIVATE_KEY',
  'AZURE_CLIENT_SECRET',
  'AZURE_CLIENT_CERTIFICATE',
  'ACME_EAB_HMAC_KEY',
  'SSH_PRIVATE_KEY',
  'ANTHROPIC_API_KEY',
  'OPENAI_API_KEY',
  'OTEL_EXPORTER_OTLP_HEADERS',
] as const satisfies readonly (keyof typeof Environment.shape)[]

/**
 * The configuration of this process, and the secrets in it, which no log may show.
 * @throws Failure CONFIG_INVALID, SETTING_UNREADABLE
 */
export async function readConfig(): Promise<{ readonly config: Config; readonly secrets: readonly string[] }> {
  const { env, secrets } = await takeSettings(process.env, SECRETS)
  return { config: loadConfig(env), secrets }
}
