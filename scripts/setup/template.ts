import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { execa } from 'execa'

const SAMPLE = join(import.meta.dirname, '../../samples/app')

/** The template repository that the sample application is, as "owner/name". */
export const SAMPLE_TEMPLATE = 'slipway/sample'

// The same files make the same commit everywhere; nothing of the user's own git settings has a say in it.
const GIT_ENVIRONMENT = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Slipway',
  GIT_AUTHOR_EMAIL: 'slipway@localhost',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'Slipway',
  GIT_COMMITTER_EMAIL: 'slipway@localhost',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
}

/**
 * Puts the sample application into the embedded forge as a template repository: one commit on `main`. One that is there
 * already is left alone.
 * @param dataDir absolute path of the data root
 */
export async function seedTemplate(dataDir: string, signal: AbortSignal): Promise<void> {
  const repository = join(dataDir, 'forge', `${SAMPLE_TEMPLATE}.git`)
  if (existsSync(repository)) return
  await mkdir(dirname(repository), { recursive: true })
  const made = await mkdtemp(join(dirname(repository), '.template-'))
  try {
    const git = (...args: readonly string[]) =>
      execa('git', ['-c', 'core.hooksPath=/dev/null', ...args], {
        env: { ...GIT_ENVIRONMENT, GIT_DIR: made },
        cwd: SAMPLE,
        cancelSignal: signal,
      })
    await git('init', '--quiet', '--bare', '--template=', '--initial-branch=main')
    await git('--work-tree=.', 'add', '--all')
    await git('--work-tree=.', 'commit', '--quiet', '--message=Sample application')
    await rename(made, repository).catch((error: unknown) => {
      if (!existsSync(repository)) throw error // Otherwise another process has made the same one meanwhile.
    })
  } finally {
    await rm(made, { recursive: true, force: true })
  }
}
