import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Run } from './command.ts'
import { complete } from './completion/complete.ts'
import { environment } from './config.ts'
import { Interrupted, untilInterrupted } from './interrupted.ts'
import { runProgram } from './program.ts'
import { openScreen } from './screen/screen.ts'
import { openSession } from './session.ts'
import { asJson, asLines, exitCodeOf } from './told.ts'

const PACKAGE = join(import.meta.dirname, '../../package.json')
const COMPLETING = '--get-yargs-completions'

// In the list of processes there is no more than this, where the system lets us say so: arguments may hold a token.
process.title = 'slipway'
// Whoever reads may have read enough: `slipway tasks | head`.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit()
    throw error
  })

const args = process.argv.slice(2)
const env = environment()
const signal = untilInterrupted()

const run: Run = async (globals, command) => {
  const screen = openScreen(globals.json, env)
  process.exitCode = await command(openSession(screen, env, signal, globals))
}

try {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(PACKAGE, 'utf8')))
  const words = args.slice(args.indexOf(COMPLETING) + 2) // Without the name of the program.
  await runProgram({ args, version, columns: process.stdout.columns, run, complete: (argv) => complete(words, argv) })
} catch (thrown) {
  if (thrown instanceof Interrupted) process.exit(thrown.exitCode)
  tell(thrown)
}

function tell(thrown: unknown): void {
  if (args[0] === COMPLETING) return // A line that is being typed is hardly ever a right one.
  const screen = openScreen(args.includes('--json'), env)
  if (screen.json) screen.out.write(`${asJson(thrown)}\n`)
  else screen.err.write(`${asLines(thrown, screen.paintErr, screen.widthErr)}\n`)
  process.exitCode = exitCodeOf(thrown)
}
