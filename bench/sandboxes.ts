import { join } from 'node:path'
import type { Environment } from '../scripts/setup/environment.ts'
import { bareStacks } from './bare-stacks.ts'
import type { Figure } from './figure.ts'
import { startPlatform, WORKSPACE } from './platform.ts'
import { duration, median } from './statistics.ts'

const sandbox = (name: string) => ({ ...WORKSPACE, sandbox_id: `bench-${name}`, sandbox_slug: name })

export interface SandboxOptions {
  readonly environment: Environment
  readonly dataDir: string
  readonly signal: AbortSignal
}

/** Sandboxes provisioned at once, against as many stacks brought up alone, in turns. */
async function provisionings(
  count: number,
  runs: number,
  options: SandboxOptions,
): Promise<{ ours: number; bare: number }> {
  await using platform = await startPlatform(options)
  const names = (prefix: string): string[] => Array.from({ length: count }, (_, index) => `${prefix}${index}`)
  const files = names('file')
  await Promise.all(files.map((name) => platform.run('sandbox.provision', sandbox(name))))
  const rendered = files.map((name) => join(platform.dataDir, `sandboxes/bench-${name}/compose.yml`))
  const alone = bareStacks(rendered, options)
  await alone.down()
  const [ours, bare]: [number[], number[]] = [[], []]
  for (let run = 0; run < runs; run += 1) {
    bare.push(await duration(alone.up))
    await alone.down()
    const made = names(`run${run}x`)
    ours.push(await duration(() => Promise.all(made.map((name) => platform.run('sandbox.provision', sandbox(name))))))
    await Promise.all(made.map((name) => platform.run('sandbox.delete', sandbox(name))))
  }
  return { ours: median(ours), bare: median(bare) }
}

export async function oneSandbox(options: SandboxOptions, runs = 10): Promise<Figure[]> {
  const { ours, bare } = await provisionings(1, runs, options)
  return [
    {
      name: 'sandbox-provision',
      what: 'sandbox.provision from enqueueing to active, against compose up -d --wait alone on the same file',
      ...{ value: ours / bare, unit: 'ratio', reach: 1, better: 'below', runs },
      details: { provision_ms: ours, compose_ms: bare },
    },
  ]
}

export async function eightSandboxes(options: SandboxOptions, runs = 5): Promise<Figure[]> {
  const { ours, bare } = await provisionings(8, runs, options)
  return [
    {
      name: 'eight-sandboxes',
      what: 'eight sandboxes at once, against eight bare compose up -d --wait at once',
      ...{ value: ours / bare, unit: 'ratio', reach: 1.1, better: 'below', runs },
      details: { provision_ms: ours, compose_ms: bare },
    },
  ]
}
