import { once } from 'node:events'
import { execa } from 'execa'
import { startChild, resultOf, runChild, valueOf, type ChildOptions } from './child.ts'
import type { Figure } from './figure.ts'
import { median } from './statistics.ts'

type Results = readonly Readonly<Record<string, number>>[]

/** Runs a measurement and its counterpart in turns, so that both meet the machine in the same state. */
async function inTurns(name: string, runs: number, options: ChildOptions): Promise<{ ours: Results; bare: Results }> {
  const [ours, bare]: [Record<string, number>[], Record<string, number>[]] = [[], []]
  for (let run = 0; run < runs; run += 1) {
    bare.push(await runChild(name, ['bare'], options))
    ours.push(await runChild(name, ['ours'], options))
  }
  return { ours, bare }
}

const medianOf = (results: Results, key: string): number => median(results.map((result) => valueOf(result, key)))

export async function throughput(options: ChildOptions, runs = 5): Promise<Figure[]> {
  const { ours, bare } = await inTurns('throughput', runs, options)
  const [tasks_per_s, bare_jobs_per_s] = [medianOf(ours, 'per_s'), medianOf(bare, 'per_s')]
  return [
    {
      name: 'empty-tasks',
      what: 'tasks of three empty steps a second at concurrency 10, against bare BullMQ jobs',
      ...{ value: tasks_per_s / bare_jobs_per_s, unit: 'ratio', reach: 0.5, better: 'above', runs },
      // The processor's time hardly depends on what else the machine is busy with.
      details: {
        ...{ tasks_per_s, bare_jobs_per_s },
        ...{ task_cpu_us: medianOf(ours, 'cpu_us'), bare_job_cpu_us: medianOf(bare, 'cpu_us') },
      },
    },
  ]
}

export async function latency(options: ChildOptions, runs = 5): Promise<Figure[]> {
  const { ours, bare } = await inTurns('latency', runs, options)
  const [p50_ms, bare_p50_ms] = [medianOf(ours, 'p50_ms'), medianOf(bare, 'p50_ms')]
  return [
    {
      name: 'idle-latency',
      what: 'enqueueing to first step on an idle system, against bare BullMQ',
      ...{ value: p50_ms / bare_p50_ms, unit: 'ratio', reach: 3, better: 'below', runs },
      details: { p50_ms, bare_p50_ms },
    },
  ]
}

export async function priority(options: ChildOptions, runs = 3): Promise<Figure[]> {
  const over: number[] = []
  const [idle, loaded]: [number[], number[]] = [[], []]
  for (let run = 0; run < runs; run += 1) {
    const result = await runChild('priority', [], options)
    idle.push(valueOf(result, 'idle_p99_ms'))
    loaded.push(valueOf(result, 'loaded_p99_ms'))
    over.push(valueOf(result, 'loaded_p99_ms') - valueOf(result, 'idle_p99_ms'))
  }
  return [
    {
      name: 'high-task-wait',
      what: 'p99 wait of a high task under 1,000 queued normal ones, over that on an idle system',
      ...{ value: median(over), unit: 'ms', reach: 50, better: 'below', runs },
      details: { idle_p99_ms: median(idle), loaded_p99_ms: median(loaded) },
    },
  ]
}

export async function memory(options: ChildOptions, runs = 3): Promise<Figure[]> {
  const [idle, after, growth]: [number[], number[], number[]] = [[], [], []]
  for (let run = 0; run < runs; run += 1) {
    const child = startChild('memory', [], options)
    await once(child.stdout, 'data') // says that it is ready
    await execa(process.execPath, [`${import.meta.dirname}/children/enqueue.ts`, '10000', `run${run}`], {
      env: { REDIS_URL: options.environment.redisUrl },
    })
    const { stdout } = await child
    const result = resultOf(stdout)
    idle.push(valueOf(result, 'idle_mb'))
    after.push(valueOf(result, 'after_mb'))
    growth.push(valueOf(result, 'after_mb') - valueOf(result, 'idle_mb'))
  }
  return [
    {
      name: 'memory-idle',
      what: "the orchestrator's memory when idle",
      ...{ value: median(idle), unit: 'MB', reach: 130, better: 'below', runs },
      details: {},
    },
    {
      name: 'memory-growth',
      what: 'its growth after 10,000 tasks',
      ...{ value: median(growth), unit: 'MB', reach: 20, better: 'below', runs },
      details: { idle_mb: median(idle), after_mb: median(after) },
    },
  ]
}
