import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { execa } from 'execa'
import { ROOT } from './environment.ts'
import { say, timed } from './say.ts'
import { SetupError } from './setup-error.ts'

/** What is installed, with exact versions: https://docs.npmjs.com/cli/commands/npm-ci */
const MANIFEST = join(import.meta.dirname, 'agent-clis')
const FILES = ['package.json', 'package-lock.json']
const CACHE = join(ROOT, '.cache/agent-clis')
/** Begins the name of a folder that is being made; the id of the process follows. */
const MAKING = '.making-'

/** Absolute paths of the coding agents' tools. */
export interface AgentClis {
  readonly claude: string
  readonly codex: string
  readonly opencode: string
}

/**
 * The programs themselves within the packages of this machine's kind. Those of npm's `bin` folder only start them, after the
 * install scripts that none of the three needs: they are not run. `opencode-ai` is such a starter and nothing else, and is
 * left out.
 */
const PROGRAMS: Readonly<Partial<Record<string, AgentClis>>> = {
  x64: programs('x64', 'x86_64-unknown-linux-musl'),
  arm64: programs('arm64', 'aarch64-unknown-linux-musl'),
}

function programs(arch: string, triple: string): AgentClis {
  return {
    claude: `@anthropic-ai/claude-code-linux-${arch}/claude`,
    codex: `@openai/codex-linux-${arch}/vendor/${triple}/bin/codex`,
    opencode: `opencode-linux-${arch}/bin/opencode`,
  }
}

/**
 * Installs the coding agents' tools with npm, once for each state of the lockfile.
 * @throws SetupError where they don't run (other systems than Linux on x64 and arm64), or npm fails
 */
export async function ensureAgentClis(signal: AbortSignal): Promise<AgentClis> {
  const programsHere = process.platform === 'linux' ? PROGRAMS[process.arch] : undefined
  if (programsHere === undefined)
    throw new SetupError('The tests of agents run the real tools, which are set up for Linux on x64 and arm64 only.')
  const lock = await readFile(join(MANIFEST, 'package-lock.json'))
  const folder = join(CACHE, createHash('sha256').update(lock).digest('hex').slice(0, 12))
  if (!existsSync(folder)) await install(folder, signal)
  const path = (program: string) => join(folder, 'node_modules', program)
  const { claude, codex, opencode } = programsHere
  return { claude: path(claude), codex: path(codex), opencode: path(opencode) }
}

/** Installs into a folder of its own, which gets its name when all is there: one that was killed is never taken for whole. */
async function install(folder: string, signal: AbortSignal): Promise<void> {
  say("Installing the coding agents' tools with npm ci")
  const made = join(CACHE, `${MAKING}${process.pid}`)
  await mkdir(made, { recursive: true })
  try {
    for (const file of FILES) await copyFile(join(MANIFEST, file), join(made, file))
    const args = ['ci', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error']
    const { exitCode, all } = await timed("the agents' tools", () =>
      execa('npm', args, { cwd: made, stdin: 'ignore', all: true, reject: false, cancelSignal: signal }),
    )
    signal.throwIfAborted()
    if (exitCode !== 0) throw new SetupError(`npm could not install the coding agents' tools:\n${all}`)
    await rename(made, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error // Otherwise another process has installed the same meanwhile.
    })
    await clear(folder)
  } finally {
    await rm(made, { recursive: true, force: true })
  }
}

/** Takes away what other lockfiles and killed installations left: each takes a gigabyte. */
async function clear(kept: string): Promise<void> {
  const isMadeNow = (name: string) => name.startsWith(MAKING) && existsSync(`/proc/${name.slice(MAKING.length)}`)
  const names = (await readdir(CACHE)).filter((name) => name !== basename(kept) && !isMadeNow(name))
  for (const name of names) await rm(join(CACHE, name), { recursive: true, force: true })
}
