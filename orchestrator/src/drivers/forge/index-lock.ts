import { constants } from 'node:fs'
import { link, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '#contract'
import { isErrno, unlessAbsent } from '../errno.ts'

/**
 * Holds git's lock on a checkout's index, so that nobody stages or commits meanwhile. The lock is a link to a file of ours:
 * one that a killed predecessor left behind is known by it and taken over. Those who hold it never work at the same time,
 * since they have a claim on the sandbox.
 * @returns undefined where another git holds it
 * @throws Failure FORGE_FAILED (permanent) where a link stands in the place of that file
 */
export async function lockIndex(gitDir: string): Promise<AsyncDisposable | undefined> {
  const mine = join(gitDir, 'slipway-index')
  const lock = join(gitDir, 'index.lock')
  await makeFile(mine)
  try {
    await link(mine, lock)
  } catch (thrown) {
    if (!isErrno(thrown, 'EEXIST')) throw thrown
    const [ours, standing] = await Promise.all([stat(mine), unlessAbsent(stat(lock))])
    if (standing?.ino !== ours.ino) {
      await rm(mine, { force: true })
      return undefined
    }
  }
  return {
    async [Symbol.asyncDispose]() {
      await rm(lock, { force: true })
      await rm(mine, { force: true })
    },
  }
}

async function makeFile(path: string): Promise<void> {
  try {
    await using _ = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW)
  } catch (thrown) {
    if (!isErrno(thrown, 'ELOOP')) throw thrown
    throw new Failure('FORGE_FAILED', `"${path}" is a link`, { class: 'permanent', cause: thrown })
  }
}
