import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { execa } from 'execa'
import { checkoutOf, fullSlug } from '#contract'
import { CLAUDE } from '../../orchestrator/src/drivers/agents/clis/claude.ts'
import { ensureAgentClis } from '../../scripts/setup/agent-clis.ts'
import { startModelApi } from '../../test/doubles/model-api/model-api.ts'
import type { Figure } from '../figure.ts'
import { WORKSPACE } from '../platform.ts'
import type { SandboxOptions } from '../sandboxes.ts'
import { median } from '../statistics.ts'
import { startAgentBench } from './world.ts'

/** Says in which conversation a command is wanted. */
const WORKING = 'Bench: a change'

/** How soon after a card has moved its agent's tool says something, beyond what the tool alone takes for its start. */
export async function agentStart(options: SandboxOptions, runs = 9): Promise<Figure[]> {
  const { claude } = await ensureAgentClis(options.signal)
  const command = 'date +%s%N > change.txt'
  await using api = await startModelApi({ turns: [{ text: 'Done.' }] })
  const keys = { ANTHROPIC_API_KEY: 'sk-ant-fake', ANTHROPIC_BASE_URL: api.url }
  await using bench = await startAgentBench({ ...options, claude, sandboxes: 1, env: keys })
  const tree = join(options.dataDir, 'alone')
  const checkout = join(options.dataDir, checkoutOf('sandbox', fullSlug(WORKSPACE.workspace_slug, 'agent0')))
  await execa('git', ['clone', '--quiet', checkout, tree])

  const [own, ours]: [number[], number[]] = [[], []]
  for (let run = 0; run <= runs; run += 1) {
    const alone = await startAlone(claude, tree, { ...keys, HOME: bench.sshd.home })
    const title = `${WORKING} ${run}`
    api.play({ when: title, turns: [{ tool: 'Bash', input: { command, description: 'a change' } }, { text: 'Done.' }] })
    const before = performance.now()
    const task = await bench.move(0, title, 'In Progress')
    const whole = (await bench.firstOutput(task)) - before
    await bench.ended(task)
    // The first has caches to fill, and a connection to open.
    if (run === 0) continue
    own.push(alone)
    ours.push(whole)
  }
  return [
    {
      name: 'agent-start',
      what: "signed webhook to the first output of claude over SSH, beyond claude's own start",
      ...{ value: median(ours) - median(own), unit: 'ms', reach: 300, better: 'below', runs },
      details: { webhook_to_output_ms: median(ours), own_start_ms: median(own), longest_ms: Math.max(...ours) },
    },
  ]
}

/** Milliseconds from starting claude to the first byte that it prints. */
async function startAlone(program: string, cwd: string, env: Readonly<Record<string, string>>): Promise<number> {
  const {
    args,
    env: variables,
    stdin,
  } = CLAUDE.command({
    ...{ prompt: 'Say that you are done.', profile: 'developer', session: { kind: 'new', id: randomUUID() } },
    ...{ allowedTools: undefined, model: undefined, maxTurns: 200, maxBudgetUsd: 5, jsonSchema: undefined },
  })
  const before = performance.now()
  const child = spawn(program, args, {
    cwd,
    env: { PATH: '/usr/bin:/bin', ...env, ...variables },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const ended = once(child, 'close')
  child.stdin.end(stdin)
  await once(child.stdout, 'data')
  const took = performance.now() - before
  child.stdout.resume()
  await ended
  return took
}
