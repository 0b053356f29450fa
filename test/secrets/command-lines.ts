import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setInterval } from 'node:timers/promises'
import { execa } from 'execa'
import { processes } from '../../scripts/setup/processes.ts'

/** How often all processes are looked at, in milliseconds; what lives shorter is caught by its stand-in. */
const PERIOD_MS = 25

/** Sees with what arguments programs are started, and git also with what environment. */
export interface CommandLines extends AsyncDisposable {
  /** PATH for those who are watched: on it git first writes down how it was called, and then is the real one. */
  readonly path: string
  seen(): Promise<{ readonly commands: string; readonly environments: string }>
}

export async function watchCommandLines(): Promise<CommandLines> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-commands-'))
  const [commandLog, environmentLog] = [join(folder, 'commands'), join(folder, 'environments')]
  const { stdout: git } = await execa('sh', ['-c', 'command -v git'])
  const script = `#!/bin/sh\nprintf '%s\\n' "git $*" >> '${commandLog}'\nenv >> '${environmentLog}'\nexec '${git}' "$@"\n`
  await writeFile(join(folder, 'git'), script)
  await chmod(join(folder, 'git'), 0o755)
  const seen = new Set<string>()
  const stop = new AbortController()
  const watching = (async () => {
    for await (const _ of setInterval(PERIOD_MS, undefined, { signal: stop.signal }))
      for (const { command } of processes()) seen.add(command)
  })().catch((thrown: unknown) => {
    if (!stop.signal.aborted) throw thrown
  })
  const written = async (file: string): Promise<string> => readFile(file, 'latin1')
  return {
    path: `${folder}${delimiter}${process.env.PATH ?? ''}`,
    async seen() {
      return {
        commands: [await written(commandLog), ...seen].join('\n'),
        environments: await written(environmentLog),
      }
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await watching
      await rm(folder, { recursive: true, force: true })
    },
  }
}
