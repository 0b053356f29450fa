import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { BranchName, Failure } from '#contract'
import { dataPath } from '../data-path.ts'
import type { Tag } from '../effect.ts'
import { ensureWhole } from '../ensure-whole.ts'
import { isVacant } from '../staging.ts'
import { writeTag } from '../tag-file.ts'
import { objectIn, ownGit } from './git.ts'
import type { TreeRequest } from './port.ts'
import { NOTES, objectsOf, partsOf, placeOf, tagFileIn, tagOfRun, type RunNotes } from './run-folder.ts'

// For commits that an agent makes by itself; those of the run have an author of their own.
const AGENT = '[user]\n\tname = Agent\n\temail = agent@slipway.localhost\n'

/**
 * The folder of a run, with a repository in it that borrows the objects of the checkout, at a commit on a branch.
 * Nobody but the orchestrator has had it in hands when it appears.
 * @throws Failure RESOURCE_NOT_FOUND (no such checkout or commit), NAME_TAKEN, INVALID_PAYLOAD
 */
export async function ensureTree(
  dataDir: string,
  run: string,
  request: TreeRequest,
  tag: Tag,
  signal: AbortSignal,
): Promise<void> {
  const { checkout, commit, branch } = request
  if (objectIn(commit) === undefined) throw new Failure('INVALID_PAYLOAD', `"${commit}" is no id of a commit`)
  if (!BranchName.safeParse(branch).success) throw new Failure('INVALID_PAYLOAD', `"${branch}" is no branch`)
  const checkoutGit = await dataPath(dataDir, join(checkout, '.git'))
  if (await isVacant(checkoutGit)) throw new Failure('RESOURCE_NOT_FOUND', `There is no checkout in "${checkout}"`)
  const path = await dataPath(dataDir, placeOf(run, checkout))
  signal.throwIfAborted()
  const stands = async (): Promise<boolean> => {
    if (await isVacant(path)) return false
    const found = await tagOfRun(path)
    if (found?.owner === tag.owner) return true
    throw new Failure('NAME_TAKEN', `The run "${run}" belongs to ${found?.owner ?? 'nobody known to Slipway'}`)
  }
  await mkdir(dirname(path), { recursive: true })
  await ensureWhole(path, stands, async (temporary) => {
    await fill(temporary, path, checkoutGit, { checkout, commit, branch }, signal)
    await writeTag(tagFileIn(temporary), tag)
  })
}

async function fill(
  temporary: string,
  path: string,
  checkoutGit: string,
  notes: RunNotes,
  signal: AbortSignal,
): Promise<void> {
  const { tree, scratch, outbox } = partsOf(temporary)
  const { commit, branch } = notes
  await Promise.all([
    makeObjects(scratch),
    makeRepository(['--', tree], branch, signal),
    // Without a working tree: none is ever at hand whose attributes could count.
    makeRepository(['--bare', '--', join(outbox, '.git')], branch, signal),
  ])
  // Paths of where it will be; only the checkout's are needed before.
  const { made, agents, checkouts } = objectsOf({ ...partsOf(path), checkoutGit })
  await borrow(tree, [checkouts])
  await borrow(outbox, [made, agents, checkouts])
  const git = [`--git-dir=${join(tree, '.git')}`, `--work-tree=${tree}`]
  const { exitCode } = await ownGit([...git, 'cat-file', '-e', `${commit}^{commit}`], { signal, answers: [1, 128] })
  if (exitCode !== 0) throw new Failure('RESOURCE_NOT_FOUND', `"${notes.checkout}" has no commit ${commit}`)
  await ownGit([...git, 'checkout', '--quiet', '--force', '-B', branch, commit], { signal })
  await appendFile(join(tree, '.git', 'config'), AGENT)
  await writeFile(join(temporary, NOTES), `${JSON.stringify(notes)}\n`)
}

async function makeObjects(scratch: string): Promise<void> {
  await mkdir(join(scratch, 'objects', 'info'), { recursive: true })
  await mkdir(join(scratch, 'objects', 'pack'))
}

const makeRepository = async (place: readonly string[], branch: string, signal: AbortSignal): Promise<void> => {
  await ownGit(['init', '--quiet', '--template=', `--initial-branch=${branch}`, ...place], { signal })
}

async function borrow(repository: string, from: readonly string[]): Promise<void> {
  const info = join(repository, '.git', 'objects', 'info')
  await mkdir(info, { recursive: true })
  await writeFile(join(info, 'alternates'), from.map((objects) => `${objects}\n`).join(''))
}
