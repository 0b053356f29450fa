import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { join } from 'node:path'
import { ROOT } from '../../../scripts/setup/environment.ts'

/** The command line, without what starts it for users. */
export const MAIN = join(ROOT, 'cli/src/main.ts')

/** How a program ended. */
export interface Ran {
  /** null when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** Further variables; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** What it reads; it reads an end right away where it is left out, and none where it is typed. */
  readonly input?: string
  /** Folder that it runs in. @default that of this process */
  readonly cwd?: string
}

/** A program that runs. */
export interface Started {
  readonly kill: (signal: NodeJS.Signals) => void
  readonly type: (text: string) => void
  readonly ended: Promise<Ran>
  /** Resolves when it has printed this, on either of its outputs; rejects when it ends without. */
  readonly shows: (pattern: RegExp) => Promise<void>
}

export const startProgram = ([program = '', ...args]: readonly string[], { env, input, cwd }: RunOptions): Started => {
  const child = spawn(program, args, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] })
  const printed = new EventEmitter()
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
      printed.emit('more')
    })
  child.stdin.on('error', () => undefined) // It need not read what it is given.
  if (input !== 'typed') child.stdin.end(input)
  const ended = once(child, 'close').then((): Ran => ({ code: child.exitCode, ...texts }))
  return {
    kill: (signal) => void child.kill(signal),
    type: (text) => void child.stdin.write(text),
    ended,
    async shows(pattern) {
      while (!pattern.test(texts.stdout + texts.stderr)) {
        const end = ended.then(() =>
          Promise.reject(new Error(`It ended without ${String(pattern)}: ${JSON.stringify(texts)}`)),
        )
        await Promise.race([once(printed, 'more'), end])
      }
    },
  }
}
