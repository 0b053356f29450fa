import { copyFile, cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { SUITE, type MachineSettings } from './machine-settings.ts'

// The official images keep nothing of what apt fetches and computes either.
const SLIM_APT = 'Dir::Cache::pkgcache "";\nDir::Cache::srcpkgcache "";\nAPT::Keep-Downloaded-Packages "false";\n'

/** Fills a directory with what node:24-bookworm-slim has: a minimal Debian, Node with npm, and the user node (1000). */
export async function fillNodeTree(tree: string, settings: MachineSettings, signal: AbortSignal): Promise<void> {
  const run = (command: string, args: readonly string[]) =>
    execa(command, args, { cancelSignal: signal, env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' } })
  await run('debootstrap', ['--variant=minbase', '--include=ca-certificates', SUITE, tree, settings.mirror])
  await run('chroot', [tree, 'useradd', '--uid=1000', '--user-group', '--create-home', '--shell=/bin/bash', 'node'])

  const local = join(tree, 'usr/local')
  await mkdir(join(local, 'etc'), { recursive: true })
  await mkdir(join(local, 'lib/node_modules'), { recursive: true })
  await copyFile(process.execPath, join(local, 'bin/node'))
  await cp(settings.npm, join(local, 'lib/node_modules/npm'), { recursive: true })
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm'))
  await symlink('../lib/node_modules/npm/bin/npx-cli.js', join(local, 'bin/npx'))

  await writeFile(join(local, 'etc/npmrc'), `registry=${settings.npmRegistry}\n`)
  await writeFile(join(tree, 'etc/apt/apt.conf.d/00machine'), `${settings.apt}\n${SLIM_APT}`)
  if (settings.authorities !== '')
    await writeFile(join(tree, 'etc/ssl/certs/ca-certificates.crt'), settings.authorities)
}
