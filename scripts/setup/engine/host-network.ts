import { existsSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { execa } from 'execa'
import { z } from 'zod'
import { findProgram, systemPath } from '../programs.ts'
import { processes } from '../processes.ts'

/** Puts the machine's network back: dockerd leaves its bridges and firewall rules behind when it ends. */
export interface HostNetwork {
  /** The bridges of the networks that the engine knows; its networks come back with it, and their bridges too. */
  readonly bridgesOf: (socket: string) => Promise<readonly string[]>
  readonly restore: (bridges: readonly string[]) => Promise<void>
}

const DEFAULT_BRIDGE = 'docker0'
const TABLES = ['filter', 'nat'] as const

const State = z.object({ interfaces: z.array(z.string()), rules: z.array(z.array(z.string())) })

/**
 * To be called before the engine starts: what is there already is somebody else's. It is recorded in a file until it
 * has been restored, so that an engine that was killed is cleaned up after by the next one.
 */
export async function createHostNetwork(record: string): Promise<HostNetwork> {
  if (!existsSync(record)) {
    const now = { interfaces: await interfaces(), rules: await Promise.all(TABLES.map(rulesOf)) }
    await writeFile(`${record}.new`, JSON.stringify(now))
    await rename(`${record}.new`, record)
  }
  const before = State.parse(JSON.parse(await readFile(record, 'utf8')))
  return { bridgesOf, restore }

  async function bridgesOf(socket: string): Promise<readonly string[]> {
    const { stdout, exitCode } = await execa(
      'docker',
      ['network', 'ls', '--filter', 'driver=bridge', '--format', '{{.ID}}'],
      {
        env: { DOCKER_HOST: `unix://${socket}` },
        reject: false,
      },
    )
    return exitCode === 0 ? stdout.split('\n').map((id) => `br-${id}`) : []
  }

  async function restore(bridges: readonly string[]): Promise<void> {
    // The default bridge and the firewall's chains are common to all engines of a machine: the last one takes them away.
    const last = !otherEngineRuns()
    const own = last && !before.interfaces.includes(DEFAULT_BRIDGE) ? [...bridges, DEFAULT_BRIDGE] : bridges
    const present = await interfaces()
    for (const bridge of own.filter((name) => present.includes(name)))
      await execa('ip', ['link', 'delete', bridge], { env: { PATH: systemPath() } })
    for (const [index, table] of TABLES.entries()) {
      await removeRules(table, own)
      if (last) await removeChains(table, before.rules[index] ?? [])
    }
    await rm(record, { force: true })
  }
}

const otherEngineRuns = () => processes().some(({ command }) => /(^|\/)dockerd( |$)/.test(command))

const interfaces = async () =>
  [...(await readFile('/proc/net/dev', 'utf8')).matchAll(/^\s*([^\s:]+):/gm)].map(([, name = '']) => name)

/** The firewall's rules in the form in which they can be given back to iptables; none where there is no iptables. */
async function rulesOf(table: string): Promise<readonly string[]> {
  if (findProgram('iptables') === undefined) return []
  const { stdout } = await iptables(table, ['--list-rules'])
  return stdout.split('\n')
}

const iptables = (table: string, args: readonly string[]) =>
  execa('iptables', ['--wait', '--table', table, ...args], { env: { PATH: systemPath() } })

/** Removes the rules for these bridges. */
async function removeRules(table: string, bridges: readonly string[]): Promise<void> {
  const rules = (await rulesOf(table)).map((rule) => rule.split(' '))
  for (const [kind, ...words] of rules)
    if (kind === '-A' && words.some((word) => bridges.includes(word))) await iptables(table, ['--delete', ...words])
}

/** Removes Docker's chains and the jumps to them, unless they were there before; Docker's policy goes with them. */
async function removeChains(table: string, before: readonly string[]): Promise<void> {
  const added = (await rulesOf(table)).filter((rule) => !before.includes(rule)).map((rule) => rule.split(' '))
  const chains = added.flatMap(([kind, name = '']) => (kind === '-N' && name.startsWith('DOCKER') ? [name] : []))
  for (const [kind, ...words] of added)
    if (kind === '-A' && words.some((word) => chains.includes(word))) await iptables(table, ['--delete', ...words])
  for (const chain of chains) await iptables(table, ['--delete-chain', chain])
  if (chains.length > 0 && before.includes('-P FORWARD ACCEPT'))
    await iptables(table, ['--policy', 'FORWARD', 'ACCEPT'])
}
