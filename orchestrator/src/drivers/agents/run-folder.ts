import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { Failure, Id } from '#contract'
import { dataPath } from '../data-path.ts'
import type { Tag } from '../effect.ts'
import { isErrno } from '../errno.ts'
import { readTag } from '../tag-file.ts'

/** Folder of all runs, relative to the data root: `agents/<full slug of the sandbox>/<run>`. */
export const RUNS = 'agents'

/** What a run started from. */
export const RunNotes = z.object({
  /** Directory of the sandbox's checkout, relative to the data root. */
  checkout: z.string(),
  commit: z.string(),
  branch: z.string(),
})
export type RunNotes = z.infer<typeof RunNotes>

/** The folder of a run; all paths are absolute. */
export interface RunFolder extends RunNotes {
  readonly run: string
  readonly path: string
  /** Where the agent works; it belongs to the agent's user, with its `.git`. */
  readonly tree: string
  /** Belongs to the agent's user too: for what git makes of the tree. */
  readonly scratch: string
  /** Repository of what was made of the run's work. Agents can read it; it borrows objects from tree, scratch and checkout. */
  readonly outbox: string
  /** Repository of the sandbox's checkout. */
  readonly checkoutGit: string
  readonly tag: Tag
}

export const NOTES = 'run.json'
export const tagFileIn = (folder: string): string => join(folder, 'slipway.json')
export const tagOfRun = (folder: string): Promise<Tag | undefined> => readTag(tagFileIn(folder))

/** The id of a run, if it can be part of a path. @throws Failure INVALID_PAYLOAD */
function checkedRun(run: string): string {
  const parsed = Id.safeParse(run)
  if (parsed.success) return parsed.data
  throw new Failure('INVALID_PAYLOAD', `"${run}" is no id of a run`)
}

/** Path of a new run's folder relative to the data root. The folder of a checkout is named after its sandbox. */
export const placeOf = (run: string, checkout: string): string =>
  join(RUNS, basename(dirname(checkout)), checkedRun(run))

/** Path of a run's folder relative to the data root; undefined when there is none. */
export function findPlace(dataDir: string, run: string): string | undefined {
  const places = sandboxesIn(join(dataDir, RUNS)).map((sandbox) => join(RUNS, sandbox, checkedRun(run)))
  return places.find((place) => existsSync(join(dataDir, place)))
}

function sandboxesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'))
  } catch (thrown) {
    if (isErrno(thrown, 'ENOENT')) return []
    throw thrown
  }
}

/** The folder of a run; undefined when there is none. @throws Failure INTERNAL when it is damaged */
export async function findRun(dataDir: string, run: string): Promise<RunFolder | undefined> {
  const place = findPlace(dataDir, run)
  if (place === undefined) return undefined
  const path = await dataPath(dataDir, place)
  const [tag, text] = await Promise.all([tagOfRun(path), readFile(join(path, NOTES), 'utf8')])
  if (tag === undefined) throw new Failure('INTERNAL', `"${place}" has no tag`)
  const notes = RunNotes.parse(JSON.parse(text))
  const checkoutGit = await dataPath(dataDir, join(notes.checkout, '.git'))
  return { ...notes, ...partsOf(path), run, path, checkoutGit, tag }
}

/** As findRun. @throws Failure RESOURCE_NOT_FOUND when there is none */
export async function requireRun(dataDir: string, run: string): Promise<RunFolder> {
  const folder = await findRun(dataDir, run)
  if (folder !== undefined) return folder
  throw new Failure('RESOURCE_NOT_FOUND', `There is no working tree of run "${run}"`)
}

/** The parts of a run's folder. */
export const partsOf = (path: string) => ({
  tree: join(path, 'tree'),
  scratch: join(path, 'scratch'),
  outbox: join(path, 'outbox'),
})

/** Folders with the objects of a run's repositories. */
export const objectsOf = ({ tree, scratch, checkoutGit }: Pick<RunFolder, 'tree' | 'scratch' | 'checkoutGit'>) => ({
  made: join(scratch, 'objects'),
  agents: join(tree, '.git', 'objects'),
  checkouts: join(checkoutGit, 'objects'),
})
