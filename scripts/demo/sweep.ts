import { join } from 'node:path'
import { execa } from 'execa'
import { z } from 'zod'
import { EffectKind } from '#contract'
import { ROOT } from '../setup/environment.ts'

const Thing = z.object({ kind: EffectKind, name: z.string() })

const SweepReport = z.object({
  removed: z.array(Thing),
  failed: z.array(Thing),
  missing: z.array(Thing),
  standing: z.number().int(),
})
export type SweepReport = z.infer<typeof SweepReport>

/** Runs the sweep of an installation in a process of its own. @param env its variables */
export async function runSweep(env: Readonly<Record<string, string>>, signal: AbortSignal): Promise<SweepReport> {
  // Exit code 1 tells of leftovers, which the report names as well.
  const { stdout, stderr } = await execa(process.execPath, [join(ROOT, 'orchestrator/src/sweep.ts'), '--json'], {
    // Of this process's own variables none but these: the user's may be meant for another Slipway.
    env: { PATH: process.env['PATH'] ?? '', ...env },
    extendEnv: false,
    cancelSignal: signal,
    reject: false,
  })
  signal.throwIfAborted()
  if (stdout === '') throw new Error(`The sweep gave no report: ${stderr}`)
  return SweepReport.parse(JSON.parse(stdout))
}
