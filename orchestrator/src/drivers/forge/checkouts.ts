import { join } from 'node:path'
import { Failure } from '#contract'
import { dataPath, directoriesIn, resourceDirectories } from '../data-path.ts'
import type { Claim, Found, Tag } from '../effect.ts'
import { clearLeftovers, clearStale, discard, isVacant, makeWhole } from '../staging.ts'
import { covers, readTag, writeTag } from '../tag-file.ts'
import { git } from './git.ts'
import type { CheckoutRequest } from './port.ts'

// Inside .git, where it is no change of the checked-out files.
const tagOf = (directory: string): Promise<Tag | undefined> => readTag(join(directory, '.git', 'slipway.json'))

/**
 * An ordinary clone, with its tag in it from the moment it appears.
 * @param clone fills an empty directory with a clone of the branch
 */
export async function ensureCheckout(
  dataDir: string,
  request: Pick<CheckoutRequest, 'directory'>,
  clone: (directory: string) => Promise<void>,
  tag: Tag,
  signal: AbortSignal,
): Promise<{ commit: string }> {
  const directory = await dataPath(dataDir, request.directory)
  while (!(await isAdopted(request.directory, directory, tag.owner))) {
    const fill = async (temporary: string): Promise<void> => {
      await clone(temporary)
      await writeTag(join(temporary, '.git', 'slipway.json'), tag)
    }
    if (await makeWhole(directory, fill)) break
  }
  return { commit: await git([`--git-dir=${join(directory, '.git')}`, 'rev-parse', '--verify', 'HEAD'], { signal }) }
}

export async function removeCheckout(dataDir: string, name: string, claim: Claim, signal: AbortSignal): Promise<void> {
  const directory = await dataPath(dataDir, name)
  await clearLeftovers(directory, claim, tagOf)
  const tag = await tagOf(directory)
  if (tag === undefined || !covers(claim, tag)) return
  signal.throwIfAborted()
  await discard(directory)
}

/** The tagged checkouts; they are found directly inside the directories of resources. */
export async function foundCheckouts(dataDir: string): Promise<Found[]> {
  const found = (await resourceDirectories(dataDir)).map(async (resource) => {
    await clearStale(join(dataDir, resource))
    const names = await directoriesIn(join(dataDir, resource))
    return Promise.all(names.map((name) => foundCheckout(dataDir, `${resource}/${name}`)))
  })
  return (await Promise.all(found)).flat(2)
}

async function foundCheckout(dataDir: string, name: string): Promise<Found[]> {
  const tag = await tagOf(join(dataDir, name))
  return tag === undefined ? [] : [{ kind: 'checkout', name, owner: tag.owner, task: tag.task }]
}

async function isAdopted(name: string, directory: string, owner: string): Promise<boolean> {
  // In this order: what appears in between is whole, and has its tag.
  if (await isVacant(directory)) return false
  const tag = await tagOf(directory)
  if (tag?.owner === owner) return true
  throw new Failure('NAME_TAKEN', `Directory "${name}" belongs to ${tag?.owner ?? 'nobody known to Slipway'}`)
}
