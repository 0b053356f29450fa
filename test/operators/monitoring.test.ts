/** What docs/operations/ has for Prometheus and Grafana, held against what both processes really tell. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { execa } from 'execa'
import { parse } from 'yaml'
import { z } from 'zod'
import { openSite, taskOf } from '../../orchestrator/test/engine/support/orchestrator.ts'
import { startPortal, TOKEN } from '../../portal-api/test/support/portal.ts'
import { freePort } from '../../scripts/setup/free-port.ts'
import { startRedis } from '../../scripts/setup/redis.ts'
import { rowsBelow } from '../docs/markdown.ts'

const DOCS = join(import.meta.dirname, '../../docs')
const FOLDER = join(DOCS, 'operations')
const read = (name: string): Promise<string> => readFile(join(FOLDER, name), 'utf8')

const Dashboard = z.object({
  panels: z.array(
    z.object({
      title: z.string(),
      type: z.string(),
      targets: z.array(z.object({ expr: z.string() })).default([]),
    }),
  ),
})
const Rules = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })),
})

const promtool = (args: readonly string[], input?: string) =>
  execa('promtool', args, { cwd: FOLDER, all: true, reject: false, ...(input === undefined ? {} : { input }) })

/** Names of metrics in an expression: what is no function, keyword or label. */
const namesIn = (expr: string): string[] =>
  [...expr.replaceAll(/\{[^}]*\}|\[[^\]]*\]/g, '').matchAll(/\b(?:slipway|nodejs|process)_\w+/g)].map(([name]) => name)

/** Names of the series that an exposition has, or would have once something happened. */
const seriesOf = (exposition: string): string[] =>
  [...exposition.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  )

describe('docs/operations', () => {
  const held = new AsyncDisposableStack()
  let ofOrchestrator: string
  let ofPortal: string

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-monitoring-'))
    held.defer(() => rm(folder, { recursive: true }))
    const { url: redisUrl } = held.use(await startRedis({ dir: folder, signal: new AbortController().signal }))
    const site = held.use(await openSite({ redisUrl }))
    const port = await freePort()
    await site.start({}, { METRICS_PORT: String(port) })
    const portal = held.use(await startPortal(redisUrl))
    await portal.ready()
    const task = taskOf('test.build')
    await site.add('high', task)
    await site.ended(task)
    ofOrchestrator = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    ofPortal = await (await fetch(`${portal.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })).text()
  })
  after(() => held.disposeAsync())

  const known = (): ReadonlySet<string> => new Set([...seriesOf(ofOrchestrator), ...seriesOf(ofPortal)])
  const alerts = async () => Rules.parse(parse(await read('alerts.yml'))).groups.flatMap(({ rules }) => rules)

  it('what both processes tell is as Prometheus wants it', async () => {
    for (const exposition of [ofOrchestrator, ofPortal]) {
      const { exitCode, all } = await promtool(['check', 'metrics'], exposition)
      assert.equal(exitCode, 0, all)
    }
  })

  it('the alerts are valid, and are raised by what they are for and by nothing else', async () => {
    for (const args of [
      ['check', 'rules', 'alerts.yml'],
      ['test', 'rules', 'alerts.test.yml'],
    ]) {
      const { exitCode, all } = await promtool(args)
      assert.equal(exitCode, 0, all)
    }
  })

  it('every alert is tested both ways, uses metrics that there are, and is explained', async () => {
    const tests = await read('alerts.test.yml')
    const explained = rowsBelow(await readFile(join(DOCS, 'operations.md'), 'utf8'), '## Alerts').map(([name]) => name)
    const all = await alerts()
    for (const { alert, expr } of all) {
      assert.match(tests, new RegExp(`alertname: ${alert}[^}]*exp_alerts: \\[\\]`), `${alert} is tested to be quiet`)
      assert.match(
        tests,
        new RegExp(`alertname: ${alert}\\s+eval_time: \\S+\\s+exp_alerts:\\s+- `),
        `${alert} is raised`,
      )
      for (const name of namesIn(expr)) assert.ok(known().has(name), `${alert}: there is no ${name}`)
    }
    assert.deepEqual(
      explained,
      all.map(({ alert }) => `\`${alert}\``),
    )
  })

  it('the dashboard shows metrics that there are, and all of them', async () => {
    const { panels } = Dashboard.parse(JSON.parse(await read('dashboard.json')))
    const shown = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => namesIn(expr)))
    assert.ok(shown.length > 30)
    for (const name of shown) assert.ok(known().has(name), `there is no ${name}`)
    const base = (name: string): string => name.replace(/_(?:bucket|sum|count)$/, '')
    const seen = new Set(shown.map(base))
    const unseen = [...known()].map(base).filter((name) => name.startsWith('slipway_') && !seen.has(name))
    assert.deepEqual(unseen, [])
    for (const { type, title, targets } of panels) assert.ok(type === 'row' || targets.length > 0, title)
  })

  it('every expression of the dashboard can be read by Prometheus', async () => {
    const { panels } = Dashboard.parse(JSON.parse(await read('dashboard.json')))
    const rules = panels
      .flatMap(({ targets }) => targets)
      .map(({ expr }, index) => ({ record: `panel:${index}`, expr: expr.replaceAll('$__rate_interval', '5m') }))
    const folder = await mkdtemp(join(tmpdir(), 'slipway-dashboard-'))
    const file = join(folder, 'rules.yml')
    try {
      await writeFile(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }))
      const { exitCode, all } = await promtool(['check', 'rules', file])
      assert.equal(exitCode, 0, all)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
