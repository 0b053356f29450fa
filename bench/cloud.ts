import { join } from 'node:path'
import { madeTeamId } from '#contract'
import { startAcmeProxy } from '../orchestrator/test/cloud/support/acme-proxy.ts'
import { startCloud, startCloudForge } from '../test/support/cloud.ts'
import { bareStacks } from './bare-stacks.ts'
import type { Figure } from './figure.ts'
import { startPlatform, TEAM } from './platform.ts'
import type { SandboxOptions } from './sandboxes.ts'
import { duration, median } from './statistics.ts'

/** What the clouds take for what one workspace needs of them, in milliseconds. */
const GENERATE_MS = 3_000
const APPLICATION_MS = 4_000
const CERTIFICATE_MS = 5_000

const workspace = (name: string) => ({ workspace_id: `bench-${name}`, workspace_slug: `bench-${name}` })
const owned = (name: string) => ({ ...workspace(name), owner_id: 'bench', template_repo: 'slipway/sample' })

/** A workspace with its team while each cloud takes its time, against the slowest of them and its containers alone. */
export async function chains(options: SandboxOptions, runs = 5): Promise<Figure[]> {
  // A refused nonce would take the authority's time once more.
  await using cloud = await startCloud({ forge: { generateMs: GENERATE_MS }, certificates: { nonceReject: 0 } })
  await using proxy = await startAcmeProxy(cloud.pebble)
  cloud.entra.tenant.directory.replicas.setLag(0)
  cloud.entra.delay('application_UpsertApplicationByUniqueName', APPLICATION_MS)
  proxy.double.delay('finalize', CERTIFICATE_MS)
  const env = { ...cloud.env, ACME_DIRECTORY: proxy.directoryUrl }
  await using platform = await startPlatform({ ...options, env })
  const [ours, bare]: [number[], number[]] = [[], []]
  for (let run = 0; run < runs; run += 1) {
    const name = `run${run}`
    ours.push(await platform.run('workspace.provision', owned(name)))
    const rendered = ['teams', 'workspaces'].map((kind) => join(platform.dataDir, `${kind}/bench-${name}/compose.yml`))
    const alone = bareStacks(rendered, options)
    await alone.down()
    bare.push(await duration(alone.up))
    const { workspace_id, workspace_slug } = workspace(name)
    const made = { team_id: madeTeamId(workspace_id), team_slug: workspace_slug }
    await platform.run('team.delete', { ...made, cascade: true })
  }
  const slowest = Math.max(GENERATE_MS, APPLICATION_MS, CERTIFICATE_MS) + median(bare)
  return [
    {
      name: 'workspace-in-clouds',
      what: 'workspace.provision where the clouds take 3, 4 and 5 s, against the slowest of them and compose up --wait',
      ...{ value: median(ours) / slowest, unit: 'ratio', reach: 1.15, better: 'below', runs },
      details: { provision_ms: median(ours), compose_ms: median(bare) },
    },
  ]
}

const HUNDRED = 100
/** Those that GitHub lets pass in the first minute. */
const FIRST = 80

/** A hundred workspaces at once, where GitHub lets 80 be made in a minute; and a team, while the rest has to wait. */
export async function hundredWorkspaces(options: SandboxOptions): Promise<Figure[]> {
  await using forge = await startCloudForge()
  await using platform = await startPlatform({ ...options, env: forge.env })
  const idle = await platform.memory()
  const { promise: firstAreActive, resolve } = Promise.withResolvers<undefined>()
  let ended = 0
  const provision = async (name: string): Promise<void> => {
    try {
      await platform.run('workspace.provision', { ...owned(name), team_id: TEAM.team_id })
    } finally {
      ended += 1
      if (ended === FIRST) resolve(undefined)
    }
  }
  const before = performance.now()
  const all = Promise.allSettled(Array.from({ length: HUNDRED }, (_, index) => provision(`w${index}`)))
  await firstAreActive
  const meanwhile = { team_id: 'bench-meanwhile', team_slug: 'bench-meanwhile' }
  const team = await platform.run('team.provision', { ...meanwhile, owner_id: 'bench' })
  const failed = (await all).filter(({ status }) => status === 'rejected').length
  const total = performance.now() - before
  const after = await platform.memory()
  await platform.run('team.delete', meanwhile)
  return [
    {
      name: 'hundred-workspaces',
      what: "100 workspaces queued at once against GitHub's limits: tasks that failed, and calls over a limit",
      ...{ value: failed + forge.service.exceeded, unit: 'failures', reach: 0, better: 'below', runs: 1 },
      details: { total_ms: total, team_meanwhile_ms: team, idle_mb: idle.now_mb, most_mb: after.most_mb },
    },
  ]
}
