import { EventEmitter, once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { z } from 'zod'
import { startDaemon } from '../../scripts/setup/daemon.ts'
import { freePort } from '../../scripts/setup/free-port.ts'

/** What is scraped, and with which header if any: `host:port`. */
interface Target {
  readonly job: string
  readonly address: string
  readonly token?: string
}

interface PrometheusOptions {
  /** Takes its configuration and data. */
  readonly folder: string
  readonly targets: readonly Target[]
  /** Rules as YAML or JSON. */
  readonly rules: string
  /** Seconds between two scrapes; as long may one take. */
  readonly scrapeS: number
}

/** A real Prometheus, whose Alertmanager the test is. */
export interface Prometheus extends AsyncDisposable {
  /** Asks for an expression, now. @returns the values of its series, as far as they have one (a quantile of nothing has none) */
  query(expr: string): Promise<number[]>
  /** Names of the alerts that are raised now. */
  alerts(): string[]
  /** Resolves when an alert is raised. */
  raised(name: string): Promise<void>
  /** Resolves when an alert that was raised is none any more. */
  resolved(name: string): Promise<void>
}

/** What Prometheus sends to `/api/v2/alerts` of an Alertmanager; one that is over ends in the past. */
const Sent = z.array(z.object({ labels: z.looseObject({ alertname: z.string() }), endsAt: z.coerce.date() }))
const Answer = z.object({
  status: z.literal('success'),
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string().transform(Number)]) })) }),
})

const WITHIN_MS = 120_000

/** @throws SetupError when Prometheus is not installed or does not start */
export async function startPrometheus({ folder, targets, rules, scrapeS }: PrometheusOptions): Promise<Prometheus> {
  await using started = new AsyncDisposableStack()
  const raised = new Map<string, string>()
  const changed = new EventEmitter().setMaxListeners(0)
  const manager = createServer((request, response) => {
    void json(request).then((body) => {
      for (const { labels, endsAt } of Sent.parse(body)) {
        const id = JSON.stringify(labels)
        if (endsAt.getTime() > Date.now()) raised.set(id, labels.alertname)
        else raised.delete(id)
      }
      response.end()
      changed.emit('alerts')
    })
  })
  const [managerPort, port] = [await freePort(), await freePort()]
  manager.listen(managerPort, '127.0.0.1')
  await once(manager, 'listening')
  started.defer(() => {
    manager.closeAllConnections()
    manager.close()
  })

  await mkdir(folder, { recursive: true })
  const configuration = {
    global: { scrape_interval: `${scrapeS}s`, scrape_timeout: `${scrapeS}s`, evaluation_interval: '1s' },
    rule_files: [join(folder, 'rules.yml')],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${managerPort}`] }] }] },
    scrape_configs: targets.map(({ job, address, token }) => ({
      job_name: job,
      static_configs: [{ targets: [address] }],
      ...(token === undefined ? {} : { authorization: { credentials: token } }),
    })),
  }
  await writeFile(join(folder, 'rules.yml'), rules)
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(configuration), { mode: 0o600 })
  const daemon = started.use(
    await startDaemon({
      program: 'prometheus',
      args: [
        ...[`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`],
        ...[`--web.listen-address=127.0.0.1:${port}`, '--rules.alert.resend-delay=2s', '--log.level=warn'],
      ],
      log: join(folder, 'prometheus.log'),
    }),
  )
  const alerts = () => [...new Set(raised.values())].sort()
  const until = async (what: string, isSo: () => boolean): Promise<void> => {
    const signal = AbortSignal.timeout(WITHIN_MS)
    while (!isSo())
      await Promise.race([once(changed, 'alerts', { signal }), daemon.ended]).catch((cause: unknown) => {
        throw new Error(`waited in vain for ${what}; raised are ${alerts().join(', ') || 'none'}`, { cause })
      })
  }
  const held = started.move()
  return {
    alerts,
    raised: (name) => until(`${name} to be raised`, () => alerts().includes(name)),
    resolved: (name) => until(`${name} to be resolved`, () => !alerts().includes(name)),
    async query(expr) {
      const address = `http://127.0.0.1:${port}/api/v1/query?${new URLSearchParams({ query: expr }).toString()}`
      const answer = Answer.parse(await (await fetch(address)).json())
      return answer.data.result.map(({ value: [, value] }) => value).filter((value) => !Number.isNaN(value))
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}
