import { lstat, mkdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { Failure } from '#contract'

const codeOf = (thrown: unknown): unknown => (thrown instanceof Error && 'code' in thrown ? thrown.code : undefined)

/**
 * Refuses a path that a link below `root` leads elsewhere: what is mounted is decided by its name, not by what a checkout holds.
 * @throws Failure UNSAFE_TEMPLATE
 */
export async function requireNoLinks(root: string, path: string): Promise<void> {
  for (const place of places(root, path)) await isDirectory(place)
}

/**
 * Makes a directory below `root`, and those between, where they are absent.
 * @throws Failure UNSAFE_TEMPLATE when a link or a file stands in the way
 */
export async function makeWithoutLinks(root: string, path: string): Promise<void> {
  for (const place of places(root, path)) {
    if (await isDirectory(place)) continue
    await mkdir(place).catch((thrown: unknown) => {
      // Another step may make the same directory in this moment; it is looked at again.
      if (codeOf(thrown) !== 'EEXIST') throw thrown
    })
    await isDirectory(place)
  }
}

function places(root: string, path: string): string[] {
  const parts = relative(root, path).split(sep)
  return parts.map((_, index) => join(root, ...parts.slice(0, index + 1)))
}

/** Whether there is a directory. A link, even to one, and a file are refused. */
async function isDirectory(place: string): Promise<boolean> {
  try {
    const found = await lstat(place)
    if (found.isDirectory()) return true
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return false
    throw thrown
  }
  throw new Failure('UNSAFE_TEMPLATE', `${place} is to be mounted or built, and is not a directory`)
}
