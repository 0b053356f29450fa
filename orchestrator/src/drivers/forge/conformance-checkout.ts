import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ForgeWorld } from './conformance-world.ts'
import { git } from './git.ts'

const MINE = { owner: 'sandbox:mine', task: 'task-1' }
const { signal } = new AbortController()

/** A world with a checkout of a branch, and what commits in it as an agent does. */
export async function withCheckout(make: () => Promise<ForgeWorld>) {
  const world = await make()
  const { forge, organisation, template } = world
  const request = { repository: `${organisation}/shop`, branch: 'sandbox/one', directory: await world.newDirectory() }
  await forge.ensureRepository({ repository: request.repository, template, private: true }, MINE, signal)
  await forge.ensureBranch({ ...request, source: 'main' }, MINE, signal)
  await forge.ensureCheckout(request, MINE, signal)
  const path = world.pathOf(request.directory)
  const at = ['-C', path]
  const commit = async (file: string): Promise<string> => {
    await writeFile(join(path, file), file)
    await git([...at, 'add', '--', file], { signal })
    await git([...at, 'commit', '--quiet', '-m', file], { signal })
    return git([...at, 'rev-parse', 'HEAD'], { signal })
  }
  return { world, request, path, commit }
}

/**
 * Gives a checkout a configuration that leads git astray and makes it run a program wherever it can be made to.
 * @returns the file that would prove it
 */
export async function misconfigure(path: string): Promise<string> {
  const proof = join(path, '.git', 'proof')
  const program = join(path, '.git', 'program')
  await writeFile(program, `#!/bin/sh\ntouch '${proof}'\n`, { mode: 0o755 })
  const url = await git(['-C', path, 'remote', 'get-url', 'origin'], { signal })
  const settings = {
    'core.fsmonitor': program,
    'core.sshCommand': program,
    'credential.helper': program,
    'filter.evil.clean': program,
    'filter.evil.smudge': program,
    'uploadpack.packObjectsHook': program,
    'url./nowhere/.insteadOf': url,
    'core.repositoryFormatVersion': '1',
    'extensions.partialClone': 'evil',
    'remote.evil.url': path,
    'remote.evil.promisor': 'true',
    'remote.evil.uploadpack': program,
    'http.proxy': 'http://127.0.0.1:1',
    'remote.origin.pushurl': '/nowhere',
  }
  for (const [name, value] of Object.entries(settings)) await git(['-C', path, 'config', name, value], { signal })
  for (const folder of ['info', 'hooks']) await mkdir(join(path, '.git', folder), { recursive: true })
  await writeFile(join(path, '.git', 'info', 'attributes'), '* filter=evil\n')
  for (const hook of ['post-merge', 'post-checkout', 'reference-transaction', 'post-index-change']) {
    await writeFile(join(path, '.git', 'hooks', hook), `#!/bin/sh\ntouch '${proof}'\n`, { mode: 0o755 })
  }
  return proof
}
