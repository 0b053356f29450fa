/** `npm run demo [-- --stand-in] [-- --keep] [-- --json]`: sets up everything and shows the main job, from nothing and back to nothing. */
import { styleText } from 'node:util'
import { HELP, parseOptions } from './demo/options.ts'
import { NotObserved } from './demo/observe.ts'
import { play, type Addresses, type Course } from './demo/play.ts'
import { openScreen } from './demo/screen/open.ts'
import { main } from './setup/main.ts'

await main(async (signal) => {
  const options = parseOptions(process.argv.slice(2))
  const print = (line: string) => void process.stdout.write(`${line}\n`)
  if (options.help) {
    print(HELP.trimEnd())
    return 0
  }
  const screen = openScreen(options.json)
  const course: Course = { steps: [] }
  const started = performance.now()
  const result = (more: Readonly<Record<string, unknown>>) => {
    const seconds = Math.round((performance.now() - started) / 100) / 10
    if (options.json) print(JSON.stringify({ ...more, seconds, ...course }))
  }
  const keep = (addresses: Addresses): Promise<never> => {
    result({ ok: true, addresses })
    for (const [name, address] of Object.entries(addresses)) screen.line(`  ${name.padEnd(14)} ${address}`)
    screen.line('\nEverything is left running. Ctrl-C takes it away.')
    return untilAborted(signal)
  }
  try {
    await play({ screen, course, signal, standIn: options.standIn, ...(options.keep ? { keep } : {}) })
  } catch (error) {
    signal.throwIfAborted()
    result({ ok: false, error: error instanceof Error ? error.message : String(error) })
    if (!(error instanceof NotObserved)) throw error
    screen.line(`\n${styleText('red', '✗')} ${error.message}`)
    return 1
  }
  result({ ok: true })
  return 0
})

function untilAborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => reject(signal.reason))
  if (signal.aborted) reject(signal.reason)
  return promise
}
