import assert from 'node:assert/strict'
import { type TestContext } from 'node:test'
import { Failure, type FailureClass } from '#contract'
import type { Call } from './calls.ts'
import type { Fault, FaultKind } from './faults.ts'

/** What a matrix does to a double. */
interface Ailing {
  readonly calls: readonly Call[]
  inject(fault: Fault): void
  heal(): void
}

/** A verb of a driver, on something that no other trial touches. */
export interface Trial {
  /** @param timeoutMs what a request may take; @default what the driver allows */
  run(timeoutMs?: number): Promise<unknown>
  /** Takes back what `run` made, as an undo does. */
  undo(): Promise<unknown>
  /** What is left of it after the undo, by name, seen from outside. */
  traces(): Promise<readonly string[]>
}

export interface Matrix {
  readonly double: Ailing
  /** A new trial; what the verb needs to stand is there. */
  readonly trial: () => Promise<Trial>
  /** Requests that a run with a fault may make, given those of one without. */
  readonly bound: (clean: number) => number
  /** The classes that a failure may have where it is not the one that the fault asks for. */
  readonly classes?: (operation: string, kind: FaultKind) => readonly FailureClass[] | undefined
  /** Faults after which a client waits for an answer as for one that never comes, besides `timeout`. */
  readonly hangs?: (operation: string, kind: FaultKind) => boolean
}

/** What a fault comes to, and for how many calls in a row it is tried. */
const FAULTS = [
  { kind: 'timeout', times: 1, fails: 'transient' },
  { kind: 'reset', times: 1, fails: 'transient' },
  { kind: 'reset-after', times: 1, fails: 'transient' },
  { kind: 'status-500', times: 1, fails: 'transient' },
  { kind: 'status-500', times: Infinity, fails: 'transient' },
  { kind: 'bad-gateway-after', times: 1, fails: 'transient' },
  { kind: 'malformed', times: 1, fails: 'transient' },
  { kind: 'throttled', times: Infinity, fails: 'throttled' },
  { kind: 'throttled-silently', times: Infinity, fails: 'throttled' },
  { kind: 'forbidden', times: Infinity, fails: 'permanent' },
] as const satisfies readonly { kind: FaultKind; times: number; fails: FailureClass }[]

/** Milliseconds that are waited for an answer that never comes; others come within it unless the machine is very slow. */
const NEVER_MS = 1_500
/** Most that are waited where it was too slow for the call that is meant to be made at all. */
const MOST_MS = 12_000

interface Ordeal {
  readonly attempt: Trial
  readonly outcome: 'done' | Failure
  /** Requests that the run made. */
  readonly asked: readonly Call[]
}

/** Lets a fault hit a run of a new trial. */
async function suffered(matrix: Matrix, fault: Fault, waitMs: number | undefined): Promise<Ordeal> {
  const { double, trial } = matrix
  const attempt = await trial()
  const start = double.calls.length
  double.inject(fault)
  const outcome = await outcomeOf(attempt, waitMs)
  double.heal()
  const asked = double.calls.slice(start)
  if (waitMs === undefined || waitMs >= MOST_MS || asked.some(({ operation }) => operation === fault.operation))
    return { attempt, outcome, asked }
  await attempt.run()
  await attempt.undo()
  return suffered(matrix, fault, 2 * waitMs)
}

async function outcomeOf(trial: Trial, waitMs: number | undefined): Promise<'done' | Failure> {
  try {
    await trial.run(waitMs)
    return 'done'
  } catch (thrown) {
    assert.ok(thrown instanceof Failure, `threw no Failure: ${String(thrown)}`)
    return thrown
  }
}

/**
 * Runs a verb against every fault on every operation that it calls, as a clean run tells them. Each ends in success or in
 * a Failure of the fault's class, within a bounded number of requests; the verb repeated then succeeds, and undone leaves
 * nothing.
 */
export async function faultMatrix(context: TestContext, matrix: Matrix): Promise<void> {
  const { double, trial, bound, classes, hangs } = matrix
  const first = await trial()
  const before = double.calls.length
  await first.run()
  const clean = double.calls.slice(before).map(({ operation }) => operation)
  await first.undo()
  assert.deepEqual(await first.traces(), [])

  for (const operation of new Set(clean)) {
    for (const { kind, times, fails } of FAULTS) {
      await context.test(`${operation}: ${kind}, ${times === 1 ? 'once' : 'for ever'}`, async () => {
        const waitMs = kind === 'timeout' || hangs?.(operation, kind) === true ? NEVER_MS : undefined
        const { attempt, outcome, asked } = await suffered(matrix, { operation, kind, times }, waitMs)
        assert.ok(
          asked.some((call) => call.operation === operation),
          'was not hit',
        )
        assert.ok(asked.length <= bound(clean.length), `${asked.length} requests, without a fault ${clean.length}`)
        if (outcome !== 'done') {
          const allowed = classes?.(operation, kind) ?? [fails]
          assert.ok(allowed.includes(outcome.class), `${outcome.class}: ${outcome.code} ${outcome.message}`)
          if (outcome.class === 'throttled') assert.ok((outcome.retryAfterMs ?? 0) > 0, 'is not told how long')
        }
        await attempt.run()
        await attempt.undo()
        assert.deepEqual(await attempt.traces(), [])
      })
    }
  }
}
