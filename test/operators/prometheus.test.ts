/**
 * A real Prometheus with the alerts of docs/operations/, on a whole Slipway to which what the alerts are for really happens.
 * Only the times are shorter. Takes about three minutes.
 */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { parse } from 'yaml'
import { z } from 'zod'
import { freePort } from '../../scripts/setup/free-port.ts'
import { assertActive, assertSwept, endOf } from '../support/ended.ts'
import { linkToEngine, type EngineLink } from '../support/engine-link.ts'
import { install, type Installation } from '../support/installation.ts'
import { startPrometheus, type Prometheus } from '../support/prometheus.ts'
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts'
import { fresh, sandbox, team, workspace } from '../support/tasks.ts'

const FOLDER = join(import.meta.dirname, '../../docs/operations')
/** A process takes two seconds to say that Redis is gone. */
const SCRAPE_S = 3
/** Over which rises are looked at, and for how long something must be so: minutes and hours of the rules. */
const [RANGE, FOR] = ['30s', '1s']
const DISK = 256 * 2 ** 20
const SWEEP_S = 5

const Rule = z.looseObject({ alert: z.string(), expr: z.string(), for: z.string().optional() })
const Rules = z.object({ groups: z.array(z.object({ name: z.string(), rules: z.array(Rule) })) })
const Dashboard = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).default([]) })),
})

/** The rules as they are shipped, but for their times. */
async function hastyRules(): Promise<string> {
  const { groups } = Rules.parse(parse(await readFile(join(FOLDER, 'alerts.yml'), 'utf8')))
  const hasty = groups.map(({ name, rules }) => ({
    name,
    rules: rules.map((rule) => ({
      ...rule,
      expr: rule.expr.replaceAll(/\[\d+[mh]\]/g, `[${RANGE}]`),
      ...(rule.for === undefined ? {} : { for: FOR }),
    })),
  }))
  return JSON.stringify({ groups: hasty })
}

describe('what happens to Slipway is seen by Prometheus', () => {
  const held = new AsyncDisposableStack()
  const home = fresh('prom')
  const crew = fresh('prom')
  let link: EngineLink
  let disk: SmallDisk
  let slip: Installation
  let prometheus: Prometheus

  const perform = async (task: Parameters<Installation['enqueue']>[0]): Promise<void> =>
    assertActive(slip, await endOf(slip, await slip.enqueue(task)))

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-prometheus-'))
    held.defer(() => rm(folder, { recursive: true }))
    const port = await freePort()
    link = held.use(await linkToEngine())
    slip = held.use(
      await install({
        throughHost: link.host,
        prepare: async ({ dataDir }) => (disk = await mountSmallDisk(dataDir, DISK)),
        env: { METRICS_PORT: String(port), SWEEP_INTERVAL_S: String(SWEEP_S) },
      }),
    )
    const { url, token } = slip.slipway
    prometheus = held.use(
      await startPrometheus({
        folder,
        targets: [
          { job: 'slipway-orchestrator', address: `127.0.0.1:${port}` },
          { job: 'slipway-portal-api', address: new URL(url).host, token },
        ],
        rules: await hastyRules(),
        scrapeS: SCRAPE_S,
      }),
    )
    await perform(team.provision(crew))
    await perform(workspace.provision(home))
  })
  after(() => held.disposeAsync())

  it('Docker is gone: its calls fail, what was made can not be undone; and nothing of it when it is back', async () => {
    const teams = Array.from({ length: 4 }, () => fresh('prom'))
    const tasks = await Promise.all(teams.map((each) => slip.enqueue(team.provision(each))))
    const { messages } = slip
    const starts = tasks.map((task) =>
      messages.until(() => messages.of(task).find(({ message }) => message === 'Starting the containers'), 'a start'),
    )
    await Promise.all(starts)
    assert.deepEqual(
      prometheus.alerts().filter((name) => ['SlipwayDriverFails', 'SlipwayUndoFailed'].includes(name)),
      [],
    )
    link.cut()
    await Promise.all([prometheus.raised('SlipwayDriverFails'), prometheus.raised('SlipwayUndoFailed')])
    for (const task of tasks) await messages.ended(task)
    await link.mend()
    await Promise.all([prometheus.resolved('SlipwayDriverFails'), prometheus.resolved('SlipwayUndoFailed')])
    await perform(sandbox.provision(home, fresh('s')))
  })

  it('something is left over that no sweep can set right, until its resource is provisioned again', async () => {
    const filters = { label: [`slipway.owner=team:${crew.id}`] }
    for (const { Id } of await slip.docker.listContainers({ all: true, filters }))
      await slip.docker.getContainer(Id).remove({ force: true, v: true })
    for (const { Id } of await slip.docker.listNetworks({ filters })) await slip.docker.getNetwork(Id).remove()
    await prometheus.raised('SlipwayLeftovers')
    await perform(team.provision(crew))
    await prometheus.resolved('SlipwayLeftovers')
    await assertSwept(slip)
  })

  it('the disk of the data root is full', async () => {
    await disk.fill(DISK / 20)
    await prometheus.raised('SlipwayDiskFull')
    await disk.clear()
    await prometheus.resolved('SlipwayDiskFull')
  })

  it('Redis is gone', async () => {
    await slip.killRedis()
    await prometheus.raised('SlipwayRedisGone')
    await slip.startRedis()
    await prometheus.resolved('SlipwayRedisGone')
  })

  it('no orchestrator is up', async () => {
    const [only] = slip.slipway.orchestrators
    only?.kill('SIGKILL')
    await prometheus.raised('SlipwayOrchestratorsGone')
    await slip.slipway.addOrchestrator()
    await prometheus.resolved('SlipwayOrchestratorsGone')
    await perform(sandbox.provision(home, fresh('s')))
  })

  it('every panel of the dashboard has something to show of it', async () => {
    const { panels } = Dashboard.parse(JSON.parse(await readFile(join(FOLDER, 'dashboard.json'), 'utf8')))
    const empty: string[] = []
    for (const { title, targets } of panels)
      for (const { expr } of targets)
        if ((await prometheus.query(expr.replaceAll('$__rate_interval', '10m'))).length === 0)
          empty.push(`${title}: ${expr}`)
    assert.deepEqual(empty, [])
    assert.ok(panels.flatMap(({ targets }) => targets).length > 30)
  })
})
