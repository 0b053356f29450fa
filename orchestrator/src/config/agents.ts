import { z } from 'zod'
import type { AgentName } from '#contract'
import { httpUrl, wholeNumber, wrongSettings } from '#settings'
import type { AgentContainerSettings, AgentHostSettings, AgentSettings } from '../drivers/settings.ts'

const money = z.coerce.number().positive('must be an amount above 0').max(100_000)
const programPath = z.string().regex(/^(?:~\/|\/)[^\p{Cc}]+$/u, 'must be an absolute path, or one that begins with ~/')

export const AgentVariables = z.object({
  AGENTS: z.enum(['off', 'local', 'ssh']).optional(),
  AGENT_HOSTS: z.string().optional(),
  AGENT_CONCURRENCY: wholeNumber(1, 1_000).default(5),
  AGENT_LEASE_S: wholeNumber(5, 86_400).default(120),
  AGENT_MAX_HOPS: wholeNumber(1, 10_000).default(20),
  AGENT_RUN_BUDGET_USD: money.default(5),
  AGENT_DAY_BUDGET_USD: money.default(25),
  AGENT_AUTHOR_NAME: z
    .string()
    .regex(/^[^<>\p{Cc}]{1,100}$/u, 'must be a name')
    .default('Slipway Agent'),
  AGENT_AUTHOR_EMAIL: z
    .string()
    .regex(/^[^<>\s\p{Cc}]{1,200}$/u, 'must be an address')
    .default('agent@slipway.localhost'),
  AGENT_CALLBACK_URL: httpUrl.optional(),
  AGENT_CALLBACK_HOSTS: z.string().optional(),
  SSH_HOST: z
    .string()
    .regex(/^[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?$/, 'must be the name or address of a host')
    .default('host.docker.internal'),
  SSH_PORT: wholeNumber(1, 65_535).default(22),
  SSH_USER: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/, 'must be the name of a user')
    .optional(),
  SSH_PRIVATE_KEY: z.string().min(1).optional(),
  SSH_KNOWN_HOSTS: z.string().min(1).optional(),
  SSH_CLAUDE_PATH: programPath.default('~/.local/bin/claude'),
  SSH_CODEX_PATH: programPath.default('~/.local/bin/codex'),
  SSH_OPENCODE_PATH: programPath.default('~/.opencode/bin/opencode'),
  ANTHROPIC_API_KEY: z.string().min(1).optional(),
  ANTHROPIC_BASE_URL: httpUrl.optional(),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: httpUrl.optional(),
  AGENT_CONTAINER_IMAGE: z.string().min(1).optional(),
  KANBAN_API_URL: httpUrl.optional(),
  AGENT_LLM_PROVIDER: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,39}$/, 'must be the name of a provider')
    .default('anthropic'),
})
type Variables = z.output<typeof AgentVariables>

const MAX_PORT = 65_535

type Inherited = Readonly<Record<string, string | undefined>>

/** What agents on this machine find in their environment: nothing that is the orchestrator's own, as its secrets are. */
const PASSED_ON: readonly string[] = ['HOME', 'PATH', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'TZ']

const passedOn = (inherited: Inherited): Record<string, string> =>
  given(Object.fromEntries(PASSED_ON.map((name) => [name, inherited[name]])))

/** `[user@]host[:port][*slots]`; an IPv6 address in brackets. */
const HOST =
  /^(?:(?<user>[A-Za-z_][A-Za-z0-9_.-]*)@)?(?<host>\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(?::(?<port>\d{1,5}))?(?:\*(?<slots>\d{1,3}))?$/

/** @throws Failure CONFIG_INVALID when what agents need is missing or contradicts itself */
export function agentSettings(env: Variables, inherited: Inherited = {}): AgentSettings {
  const kind = env.AGENTS ?? (env.SSH_USER === undefined ? 'off' : 'ssh')
  return {
    hosts: hostsOf(kind, env, inherited),
    callbackHosts: namesIn(env.AGENT_CALLBACK_HOSTS),
    concurrency: env.AGENT_CONCURRENCY,
    leaseS: env.AGENT_LEASE_S,
    programs: { claude: env.SSH_CLAUDE_PATH, codex: env.SSH_CODEX_PATH, opencode: env.SSH_OPENCODE_PATH },
    keys: {
      claude: given({ ANTHROPIC_API_KEY: env.ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL: env.ANTHROPIC_BASE_URL }),
      codex: given({ OPENAI_API_KEY: env.OPENAI_API_KEY, OPENAI_BASE_URL: env.OPENAI_BASE_URL }),
      opencode: given({ ANTHROPIC_API_KEY: env.ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL: env.ANTHROPIC_BASE_URL }),
    } satisfies Record<AgentName, Record<string, string>>,
  }
}

const namesIn = (text: string | undefined): string[] | undefined => text?.split(/[\s,]+/).filter((name) => name !== '')

const given = (variables: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))

function hostsOf(kind: 'off' | 'local' | 'ssh', env: Variables, inherited: Inherited): AgentHostSettings[] {
  switch (kind) {
    case 'off':
      return []
    case 'local':
      return [{ kind, name: 'local', slots: env.AGENT_CONCURRENCY, env: passedOn(inherited) }]
    case 'ssh':
      return sshHosts(env)
  }
}

function sshHosts(env: Variables): AgentHostSettings[] {
  const { SSH_USER, SSH_PRIVATE_KEY, SSH_KNOWN_HOSTS, SSH_HOST, SSH_PORT, AGENT_HOSTS, AGENT_CONCURRENCY } = env
  if (SSH_PRIVATE_KEY === undefined || SSH_KNOWN_HOSTS === undefined)
    throw wrongSettings(
      'AGENTS=ssh needs SSH_PRIVATE_KEY (or SSH_PRIVATE_KEY_FILE), and SSH_KNOWN_HOSTS: the path of a known_hosts file with the key of every host',
    )
  const access = { privateKey: SSH_PRIVATE_KEY, knownHostsFile: SSH_KNOWN_HOSTS }
  const texts = namesIn(AGENT_HOSTS) ?? []
  if (texts.length === 0) {
    if (SSH_USER === undefined) throw wrongSettings('AGENTS=ssh needs SSH_USER: whom agents run as on the host')
    const name = `${SSH_USER}@${SSH_HOST}:${SSH_PORT}`
    return [{ kind: 'ssh', name, host: SSH_HOST, port: SSH_PORT, user: SSH_USER, slots: AGENT_CONCURRENCY, ...access }]
  }
  const hosts = texts.map((text): AgentHostSettings => {
    const { user = SSH_USER, host, ...rest } = HOST.exec(text)?.groups ?? {}
    const [port, slots] = [Number(rest.port ?? SSH_PORT), Number(rest.slots ?? AGENT_CONCURRENCY)]
    if (host === undefined || user === undefined || port < 1 || port > MAX_PORT || slots < 1)
      throw wrongSettings(
        `AGENT_HOSTS: "${text}" is not [user@]host[:port][*slots], or has no user and SSH_USER is unset`,
      )
    const address = { host: host.replace(/^\[|\]$/g, ''), port, user }
    return { kind: 'ssh', name: `${user}@${host}:${port}`, ...address, slots, ...access }
  })
  const names = hosts.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw wrongSettings(`AGENT_HOSTS: "${twice}" stands there twice`)
  return hosts
}

/** @returns undefined unless somebody wants such containers. @throws Failure CONFIG_INVALID when what they need is missing */
export function agentContainerSettings(env: Variables): AgentContainerSettings | undefined {
  const { AGENT_CONTAINER_IMAGE: image, KANBAN_API_URL: kanbanApiUrl, AGENT_LLM_PROVIDER: llmProvider } = env
  if (image === undefined) return undefined
  if (kanbanApiUrl === undefined) throw wrongSettings('AGENT_CONTAINER_IMAGE needs KANBAN_API_URL')
  return { image, kanbanApiUrl, llmProvider }
}
