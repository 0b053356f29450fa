import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'

// A developer of the demo: nothing of the user's own git settings has a say in it.
const DEVELOPER = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Demo',
  GIT_AUTHOR_EMAIL: 'demo@localhost',
  GIT_COMMITTER_NAME: 'Demo',
  GIT_COMMITTER_EMAIL: 'demo@localhost',
}

/** Runs git in a checkout. @returns what it printed, trimmed */
export async function git(checkout: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  const { stdout } = await execa('git', ['-c', 'core.hooksPath=/dev/null', ...args], {
    cwd: checkout,
    env: DEVELOPER,
    cancelSignal: signal,
  })
  return stdout.trim()
}

/** Changes one file of a checkout, commits it and pushes it to a branch of its origin. @returns the commit */
export async function commitAndPush(
  checkout: string,
  change: { readonly file: string; readonly text: string; readonly message: string; readonly branch: string },
  signal: AbortSignal,
): Promise<string> {
  await writeFile(join(checkout, change.file), change.text)
  await git(checkout, ['commit', '--quiet', '--message', change.message, '--', change.file], signal)
  await git(checkout, ['push', '--quiet', 'origin', `HEAD:refs/heads/${change.branch}`], signal)
  return git(checkout, ['rev-parse', 'HEAD'], signal)
}
