/**
 * `npm run sweep`: holds the ledger against the world once, removes what nobody has, and tells of it.
 * `--json` prints the report for machines. Exit code 0 if nothing is left over, 1 otherwise, or where that is not known.
 */
import { parseArgs } from 'node:util'
import { Failure } from '#contract'
import { readConfig } from './config.ts'
import { openInstallation } from './installation.ts'
import { sweep, type SweepReport } from './sweeper/sweep.ts'

function describe({ removed, failed, missing, unlisted, standing }: SweepReport): string {
  const lines = [
    `${standing} things stand where the ledger says, ${removed.length} leftovers removed, ${failed.length} not removed, ${missing.length} missing.`,
    ...removed.map(({ kind, name, owner, reason }) => `  removed   ${kind} ${name} (${owner}: ${reason})`),
    ...failed.map(({ kind, name, failure }) => `  left      ${kind} ${name}: ${failure.code} ${failure.message}`),
    ...missing.map(({ kind, name }) => `  missing   ${kind} ${name}`),
    ...unlisted.map(({ kinds, failure }) => `  unknown   ${kinds.join(', ')}: ${failure.code} ${failure.message}`),
  ]
  return lines.join('\n')
}

try {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
  const { config } = await readConfig()
  await using installation = await openInstallation(config, (error) => process.stderr.write(`${error.message}\n`))
  const { world, ledger, inventory, leftovers, openTasks, isClaimed } = installation
  const deps = { world, ledger, inventory, leftovers, open: openTasks, isClaimed }
  const report = await sweep(deps, new AbortController().signal)
  process.stdout.write(`${values.json ? JSON.stringify(report) : describe(report)}\n`)
  process.exitCode = report.failed.length + report.unlisted.length === 0 ? 0 : 1
} catch (thrown) {
  const { message, remedy } = Failure.from(thrown)
  process.stderr.write(`Sweeping failed: ${message}\n${remedy}\n`)
  process.exitCode = 1
}
