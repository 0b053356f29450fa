import { glob, stat } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { ROOT } from '../setup/environment.ts'
import { SetupError } from '../setup/setup-error.ts'

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
  'test/faults/full-disk.test.ts',
  'test/faults/kill.test.ts',
  'test/faults/lanes.test.ts',
  'test/faults/leftovers.test.ts',
  'test/faults/redis-full-disk.test.ts',
  'test/faults/redis-restart.test.ts',
  'test/operators/prometheus.test.ts',
]

export interface TestFiles {
  readonly alone: readonly string[]
  readonly patient: readonly string[]
  readonly together: readonly string[]
}

/** Every test file of the project, relative to its folder, by the company that it bears. */
export async function testFiles(): Promise<TestFiles> {
  const together = (await found(TESTS)).filter((file) => ![...ALONE, ...PATIENT].includes(file)).sort()
  return { alone: ALONE, patient: PATIENT, together }
}

/** What was asked for, each folder as the test files in it: first those that bear no company. */
export async function filesOf(asked: readonly string[]): Promise<TestFiles> {
  const files = (await Promise.all(asked.map(inFolder))).flat()
  const isAlone = (file: string) => ALONE.includes(relative(ROOT, resolve(ROOT, file)))
  return { alone: files.filter(isAlone), patient: [], together: files.filter((file) => !isAlone(file)) }
}

/** The test files of a folder; of anything else, itself: the test runner says what is wrong with it. */
async function inFolder(asked: string): Promise<readonly string[]> {
  const isFolder = await stat(resolve(ROOT, asked)).then(
    (found) => found.isDirectory(),
    () => false, // A pattern, or a file that is not there.
  )
  if (!isFolder) return [asked]
  const files = (await found(`${asked.replace(/\/+$/, '')}/**/*.test.ts`)).sort()
  if (files.length === 0) throw new SetupError(`There are no tests in ${asked}.`)
  return files
}

async function found(pattern: string): Promise<string[]> {
  const files: string[] = []
  for await (const file of glob(pattern, { cwd: ROOT, exclude: (name) => name === 'node_modules' })) files.push(file)
  return files
}
