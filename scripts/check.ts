import { spawn } from 'node:child_process'
import { once } from 'node:events'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'

const HELP = `npm run check [-- --fix]

Types, lint, format, import rules and dead code of the project in this directory.
  --fix   first correct what lint and format can correct by themselves
`

interface Check {
  readonly name: string
  /** A program of node_modules/.bin, and its arguments. */
  readonly command: readonly [string, ...string[]]
}

/** The longest come first, so that none is left to run alone at the end. */
const CHECKS: readonly Check[] = [
  { name: 'lint', command: ['eslint', '--max-warnings', '0', '.'] },
  { name: 'types', command: ['tsc', '--pretty', 'false'] },
  // It runs in a browser: other globals, other rules for imports.
  { name: 'board types', command: ['tsc', '--pretty', 'false', '--project', 'portal-api/board'] },
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'dead code', command: ['knip', '--treat-config-hints-as-errors'] },
  {
    name: 'import rules',
    command: ['depcruise', '--config', '.dependency-cruiser.mjs', '--output-type', 'err-long', '.'],
  },
]

/** Run one after the other: both write to the same files. */
const FIXES: readonly Check[] = [
  { name: 'fix lint', command: ['eslint', '--fix', '.'] },
  { name: 'fix format', command: ['prettier', '--write', '--log-level', 'warn', '.'] },
]

const TIMEOUT_MS = 5 * 60_000

interface Outcome {
  readonly check: Check
  readonly passed: boolean
  readonly output: string
}

async function run(check: Check): Promise<Outcome> {
  const started = performance.now()
  const [program, ...args] = check.command
  const child = spawn(process.execPath, [path.join('node_modules', '.bin', program), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) },
  })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  const passed = child.exitCode === 0
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${passed ? '✔' : '✖'} ${check.name.padEnd(14)} ${seconds.padStart(5)} s`)
  const ending = child.signalCode === null ? '' : `\n${program} was ended by ${child.signalCode}\n`
  return { check, passed, output: `${stdout}${stderr}${ending}` }
}

/** Runs checks side by side, as many as there are processors. */
async function runAll(checks: readonly Check[]): Promise<Outcome[]> {
  const waiting = checks.values()
  const outcomes: Outcome[] = []
  const worker = async () => {
    for (const check of waiting) outcomes.push(await run(check))
  }
  await Promise.all(Array.from({ length: os.availableParallelism() }, worker))
  return outcomes
}

const { values } = parseArgs({
  options: { fix: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } },
})
if (values.help) {
  process.stdout.write(HELP)
} else {
  if (values.fix) for (const fix of FIXES) await run(fix)
  const failed = (await runAll(CHECKS)).filter(({ passed }) => !passed)
  for (const { check, output } of failed) console.log(`\n── ${check.name} ──\n${output.trim()}`)
  process.exitCode = failed.length === 0 ? 0 : 1
}
