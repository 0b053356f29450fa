import { createInterface } from 'node:readline'
import { execa } from 'execa'
import { say, timed } from './say.ts'
import { setting } from './setting.ts'
import { withServicesHeld } from './services-held.ts'
import { SetupError } from './setup-error.ts'

/** A package in the version that will be installed. */
export interface Offer {
  readonly name: string
  readonly version: string
}

// A machine that has just booted often runs its own updates: their lock is waited for rather than failed on.
const OPTIONS = ['--yes', '--quiet', '--no-install-recommends', '--option', 'DPkg::Lock::Timeout=120']
const KEEP_CONFIGURATION = ['--option', 'Dpkg::Options::=--force-confold']
const ENVIRONMENT = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' }
const LAST_LINES = 15

/** Debian's package manager, quiet until it fails. */
export class AptGet {
  readonly #signal: AbortSignal

  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  /** Renews the package lists. A source that does not answer is reported and left out: another may have what is needed. */
  async update(): Promise<void> {
    const args = ['update', ...OPTIONS, '--option', 'APT::Update::Error-Mode=any']
    const { exitCode, last } = await timed('package lists', () => this.#run('apt-get', args, this.#signal))
    this.#signal.throwIfAborted()
    if (exitCode !== 0) say(`  not all package lists could be renewed:\n${last}`)
  }

  /**
   * Installs exactly these versions. What a killed installation left half configured is finished first. An interruption
   * takes effect afterwards: dpkg that is stopped half-way would leave the machine to be repaired.
   */
  async install(offers: readonly Offer[]): Promise<void> {
    const packages = offers.map(({ name, version }) => `${name}=${version}`)
    this.#signal.throwIfAborted()
    const explain = () => say('  The packages that are being installed are finished first.')
    this.#signal.addEventListener('abort', explain)
    await timed('installed', () =>
      withServicesHeld(async () => {
        await this.#succeed('dpkg', ['--configure', '--pending', '--force-confold'])
        await this.#succeed('apt-get', ['install', ...OPTIONS, ...KEEP_CONFIGURATION, ...packages])
      }),
    )
    this.#signal.removeEventListener('abort', explain)
    this.#signal.throwIfAborted()
  }

  /** The version of a package that the sources offer, the newest with at least this major version if one is asked for. */
  async offer(name: string, minimumMajor?: number): Promise<Offer | undefined> {
    const all = minimumMajor === undefined ? '--no-all-versions' : '--all-versions'
    const { exitCode, stdout } = await execa('apt-cache', ['show', all, '--quiet', name], {
      env: ENVIRONMENT,
      cancelSignal: this.#signal,
      reject: false,
      stderr: 'ignore',
    })
    this.#signal.throwIfAborted()
    if (exitCode !== 0) return undefined // A name that the sources do not know.
    const version = [...stdout.matchAll(/^Version: (.+)$/gm)]
      .map(([, found = '']) => found)
      .find((found) => minimumMajor === undefined || upstreamMajor(found) >= minimumMajor)
    return version === undefined ? undefined : { name, version }
  }

  async #succeed(command: string, args: readonly string[]): Promise<void> {
    const { exitCode, last } = await this.#run(command, args)
    if (exitCode === 0) return
    throw new SetupError(
      `"${[command, ...args].join(' ')}" failed (exit code ${exitCode ?? 'none'}):\n${last}\nCorrect that and run the same command again: it goes on from there.`,
    )
  }

  async #run(command: string, args: readonly string[], signal?: AbortSignal) {
    const child = execa(command, args, {
      env: ENVIRONMENT,
      stdin: 'ignore',
      all: true,
      buffer: false,
      reject: false,
      detached: true, // Out of reach of Ctrl-C in the terminal.
      ...(signal === undefined ? {} : { cancelSignal: signal }),
    })
    const lines: string[] = []
    for await (const line of createInterface({ input: child.all })) {
      if (setting('SLIPWAY_VERBOSE') === '1') say(`    ${line}`)
      lines.push(line)
      if (lines.length > LAST_LINES) lines.shift()
    }
    const { exitCode } = await child
    return { exitCode, last: lines.map((line) => `  ${line}`).join('\n') }
  }
}

/** The major version of the software itself: 2 for `2.26.1-4` and for `5:2.26.1~ds1-1`. */
export const upstreamMajor = (version: string): number => Number.parseInt(version.replace(/^\d+:/, ''), 10)
