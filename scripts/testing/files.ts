import { glob } from 'node:fs/promises'
import { ROOT } from '../setup/environment.ts'

const TESTS = '{contract,settings,telemetry,orchestrator,portal-api,cli,scripts,samples,test,bench}/**/*.test.ts'

/**
 * Run while no other test does: an engine that starts resets the firewall that all engines of a machine share, and a run of
 * the tests within the tests clears away what others are at work on.
 */
const ALONE: readonly string[] = [
  'test/faults/docker-restart.test.ts',
  'scripts/setup/engine/join.test.ts',
  'scripts/test.test.ts',
]

/**
 * Hardly ever at work: they wait for deaths to be noticed, for back-offs, for replicas and for what never answers. Run one
 * after the other, beside the rest; together they should take as long as the rest does, and no longer.
 */
const PATIENT: readonly string[] = [
  'orchestrator/test/agents/pool.test.ts',
  'orchestrator/test/cloud/entra.test.ts',
  'orchestrator/test/cloud/identity-faults.test.ts',
  'orchestrator/test/engine/janitor.test.ts',
  'orchestrator/test/engine/order.test.ts',
  'orchestrator/test/engine/undo.test.ts',
  'portal-api/test/redis-down.test.ts',
  'test/cloud/key-vault.test.ts',
  'test/cloud/kill.test.ts',
  'test/faults/cancel.test.ts',
  'test/faults/failures.test.ts',
  'test/faults/kill.test.ts',
  'test/faults/lanes.test.ts',
  'test/faults/leftovers.test.ts',
  'test/faults/redis-restart.test.ts',
]

export interface TestFiles {
  readonly alone: readonly string[]
  readonly patient: readonly string[]
  readonly together: readonly string[]
}

/** Every test file of the project, relative to its folder, by the company that it bears. */
export async function testFiles(): Promise<TestFiles> {
  const found: string[] = []
  for await (const file of glob(TESTS, { cwd: ROOT, exclude: (name) => name === 'node_modules' })) found.push(file)
  const together = found.filter((file) => ![...ALONE, ...PATIENT].includes(file)).sort()
  return { alone: ALONE, patient: PATIENT, together }
}
