import { existsSync } from 'node:fs'
import { readFile, realpath } from 'node:fs/promises'
import { dirname } from 'node:path'
import { execa } from 'execa'
import { findProgram } from '../programs.ts'
import { setting } from '../setting.ts'
import { SetupError } from '../setup-error.ts'

/** The suite of the official images: their names say so. */
export const SUITE = 'bookworm'

const SYSTEM_BUNDLE = '/etc/ssl/certs/ca-certificates.crt'

/** What this machine is configured with, which packages inside an image are to be installed with. */
export interface MachineSettings {
  /** Debian's package source. */
  readonly mirror: string
  /** apt's settings about how to fetch. */
  readonly apt: string
  readonly npmRegistry: string
  /** Certificate authorities, PEM. */
  readonly authorities: string
  /** The folder of npm itself. */
  readonly npm: string
}

/** @throws SetupError when this machine knows no source of Debian's packages, or has no npm */
export async function machineSettings(signal: AbortSignal): Promise<MachineSettings> {
  const output = async (command: string, args: readonly string[]): Promise<string> => {
    if (findProgram(command) === undefined) throw new SetupError(`Stand-in images need ${command}, which is not here.`)
    return (await execa(command, args, { cancelSignal: signal, stderr: 'ignore' })).stdout
  }
  const [targets, apt, npmRegistry] = await Promise.all([
    output('apt-get', ['indextargets', '--format', '$(RELEASE) $(REPO_URI)', 'Created-By: Packages']),
    output('apt-config', ['dump', 'Acquire']),
    output('npm', ['config', 'get', 'registry']),
  ])
  const mirror = new RegExp(`^${SUITE} (\\S+)$`, 'm').exec(targets)?.[1]
  if (mirror === undefined) throw new SetupError(`Stand-in images need a package source with Debian's suite ${SUITE}.`)
  const bundle = setting('NODE_EXTRA_CA_CERTS') ?? SYSTEM_BUNDLE
  const authorities = existsSync(bundle) ? await readFile(bundle, 'utf8') : ''
  return { mirror, apt, npmRegistry: npmRegistry.trim(), authorities, npm: await folderOfNpm() }
}

/** npm's command is a link to bin/npm-cli.js in its folder. */
async function folderOfNpm(): Promise<string> {
  return dirname(dirname(await realpath(findProgram('npm') ?? '')))
}
