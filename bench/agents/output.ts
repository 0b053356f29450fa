import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { sentEvents } from '../../portal-api/test/support/sse.ts'
import { ROOT } from '../../scripts/setup/environment.ts'
import type { Figure } from '../figure.ts'
import type { SandboxOptions } from '../sandboxes.ts'
import { median, percentile } from '../statistics.ts'
import { standIn, startAgentBench, type AgentBench } from './world.ts'

const CHATTER = join(ROOT, 'bench/children/chatter.ts')
const LINES = 10_000
const LINES_A_SECOND = 1_000

const Printed = z.object({ printed_at: z.number() })
const Late = z.object({ loop_delay_p99_ms: z.number(), loop_delay_max_ms: z.number() })

/** How soon what an agent prints on its host reaches who watches, and how late that makes the orchestrator for all else. */
export async function agentOutput(options: SandboxOptions, runs = 3): Promise<Figure[]> {
  const claude = await standIn(`exec '${process.execPath}' '${CHATTER}' ${LINES} ${LINES_A_SECOND}`, options)
  const meter = join(options.dataDir, 'meter')
  const env = { METER: meter, NODE_OPTIONS: `--import=${join(ROOT, 'bench/children/meter.ts')}` }
  await using bench = await startAgentBench({ ...options, claude, sandboxes: 1, env })
  const lateness = async () => Late.parse(JSON.parse(await text(connect(`${meter}-${bench.platform.pid}`))))

  const [p50, p99, late, latest]: [number[], number[], number[], number[]] = [[], [], [], []]
  for (let run = 0; run < runs; run += 1) {
    const task = await bench.move(0, `Much is printed ${run}`)
    await bench.firstOutput(task)
    await lateness() // what was before is not meant
    const waits = await follow(bench, task)
    const { loop_delay_p99_ms, loop_delay_max_ms } = await lateness()
    await bench.ended(task)
    p50.push(percentile(waits, 0.5))
    p99.push(percentile(waits, 0.99))
    late.push(loop_delay_p99_ms)
    latest.push(loop_delay_max_ms)
  }
  return [
    {
      name: 'agent-output',
      what: 'p99 from a line that an agent prints on its host to a subscriber of portal-api, at 1,000 lines a second',
      ...{ value: median(p99), unit: 'ms', reach: 250, better: 'below', runs },
      details: { p50_ms: median(p50) },
    },
    {
      name: 'agent-loop-delay',
      what: "how late the orchestrator's event loop is meanwhile at most",
      ...{ value: median(latest), unit: 'ms', reach: 50, better: 'below', runs },
      details: { p99_ms: median(late) },
    },
  ]
}

/** Milliseconds that each line took until it was there. @throws RangeError when lines are missing */
async function follow({ platform }: AgentBench, task: string): Promise<number[]> {
  const headers = { authorization: `Bearer ${platform.token}` }
  const response = await fetch(`${platform.url}/api/agents/${task}/output`, { headers })
  const waits: number[] = []
  for await (const { event, data } of sentEvents(response)) {
    const now = performance.timeOrigin + performance.now()
    if (event !== 'output') continue
    const lines = z.string().parse(data.text).trimEnd().split('\n')
    for (const line of lines) waits.push(now - Printed.parse(JSON.parse(line)).printed_at)
  }
  // With its first line, and its last.
  if (waits.length !== LINES + 2) throw new RangeError(`${waits.length} of ${LINES + 2} lines arrived`)
  return waits
}
