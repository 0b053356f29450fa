import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Figure } from '../figure.ts'
import type { SandboxOptions } from '../sandboxes.ts'
import { standIn, startAgentBench } from './world.ts'

const RUNS = 20
/** Milliseconds until what was in use is at rest. */
const SETTLE_MS = 3_000
const SAMPLE_MS = 250
/** Milliseconds for which all work at once. */
const TOGETHER_MS = 10_000

const usage = { input_tokens: 10, output_tokens: 5 }
const BEGINS = { type: 'system', subtype: 'init', session_id: 'stand-in', cwd: '/', tools: ['Bash'] }
const SAYS = { type: 'user', message: { content: [{ type: 'tool_result', content: 'x'.repeat(1_000) }] } }
const ENDS = {
  ...{ type: 'result', subtype: 'success', is_error: false, num_turns: 1, total_cost_usd: 0.01, usage },
  result: 'Done.',
}

/** What twenty agents at once add to the memory of an orchestrator that has had one agent at work before. */
export async function agentMemory(options: SandboxOptions): Promise<Figure[]> {
  const stop = join(options.dataDir, 'stop')
  const print = (event: object): string => `echo '${JSON.stringify(event)}'`
  const script = [print(BEGINS), `until [ -e '${stop}' ]; do ${print(SAYS)}; sleep 0.5; done`, print(ENDS)].join('\n')
  const claude = await standIn(script, options)
  const env = { AGENT_CONCURRENCY: `${RUNS}` }
  await using bench = await startAgentBench({ ...options, claude, sandboxes: RUNS, env })
  const sample = async (): Promise<number> => (await bench.platform.memory()).now_mb

  await writeFile(stop, '')
  await bench.ended(await bench.move(0, 'The first'))
  await pause(SETTLE_MS)
  const idle = await sample()

  await rm(stop)
  const samples: number[] = []
  const work = async (): Promise<void> => {
    const tasks: string[] = []
    for (let index = 0; index < RUNS; index += 1) tasks.push(await bench.move(index, `One of ${RUNS}`))
    await Promise.all(tasks.map((task) => bench.firstOutput(task)))
    await pause(TOGETHER_MS)
    await writeFile(stop, '')
    await Promise.all(tasks.map((task) => bench.ended(task)))
  }
  const over = new AbortController()
  const worked = work().finally(() => over.abort())
  worked.catch(() => undefined) // told below
  while (!over.signal.aborted) {
    samples.push(await sample())
    await pause(SAMPLE_MS)
  }
  await worked
  const most = Math.max(...samples)
  return [
    {
      name: 'agent-memory',
      what: `what ${RUNS} agents at once add to the orchestrator's memory at most`,
      ...{ value: most - idle, unit: 'MB', reach: 60, better: 'below', runs: 1 },
      details: { idle_mb: idle, most_mb: most },
    },
  ]
}
