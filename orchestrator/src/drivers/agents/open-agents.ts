import { readFile } from 'node:fs/promises'
import { Failure } from '#contract'
import type { AgentSlots } from '../agent-slots.ts'
import type { AgentHostSettings, AgentSettings } from '../settings.ts'
import { CLAUDE } from './clis/claude.ts'
import { CODEX } from './clis/codex.ts'
import { OPENCODE } from './clis/opencode.ts'
import { createAgents } from './create-agents.ts'
import { createHost, type HostPlace, type OpenHost } from './hosts/create-host.ts'

interface OpenOptions {
  readonly settings: AgentSettings
  readonly dataDir: string
  readonly instance: string
  readonly slots: AgentSlots
}

/**
 * Agents on the hosts that the settings name. Disposing of it closes the connections; what runs goes on.
 * @throws Failure CONFIG_INVALID when a file of host keys can't be read
 */
export async function openAgents({ settings, dataDir, instance, slots }: OpenOptions) {
  const { concurrency, leaseS, programs, keys } = settings
  const hosts = await Promise.all(
    settings.hosts.map(async (host) => {
      const options = { name: host.name, instance, dataDir, programs: [] }
      return { host: createHost(await placeOf(host), options), slots: host.slots }
    }),
  )
  const agents = createAgents({
    ...{ dataDir, hosts, programs, keys, slots, concurrency, leaseS },
    clis: { claude: CLAUDE, codex: CODEX, opencode: OPENCODE },
  })
  return {
    agents,
    [Symbol.dispose]() {
      agents[Symbol.dispose]()
      for (const { host } of hosts) close(host)
    },
  }
}

const close = (host: OpenHost): void => host.close()

async function placeOf(host: AgentHostSettings): Promise<HostPlace> {
  switch (host.kind) {
    case 'local':
      return { kind: 'local', env: host.env }
    case 'ssh': {
      const { user, port, privateKey, knownHostsFile } = host
      return { kind: 'ssh', host: host.host, port, user, privateKey, knownHosts: await readHostKeys(knownHostsFile) }
    }
  }
}

async function readHostKeys(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new Failure('CONFIG_INVALID', `SSH_KNOWN_HOSTS: "${file}" can't be read`, { cause })
  }
}
