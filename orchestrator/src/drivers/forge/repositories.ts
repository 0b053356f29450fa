import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure, RepositoryName } from '#contract'
import { directoriesIn } from '../data-path.ts'
import type { Claim, Found, Tag } from '../effect.ts'
import { clearLeftovers, clearStale, discard, isVacant, makeWhole } from '../staging.ts'
import { covers, readTag, writeTag } from '../tag-file.ts'
import { git } from './git.ts'
import { isRepository, repositoryPath } from './names.ts'
import type { Repository, RepositoryRequest } from './port.ts'
import { readHeads } from './refs.ts'

// A file of its own rather than git's configuration: it is read without starting a git, and needs no lock.
const TAG_FILE = 'slipway.json'
const tagOf = (directory: string): Promise<Tag | undefined> => readTag(join(directory, TAG_FILE))

/** A bare repository with one commit: the files of the template's default branch. `private` means nothing on one machine. */
export async function ensureRepository(
  dataDir: string,
  { repository, template }: RepositoryRequest,
  tag: Tag,
  signal: AbortSignal,
): Promise<Repository> {
  const directory = await repositoryPath(dataDir, repository)
  while (!(await isAdopted(repository, directory, tag.owner))) {
    const source = await readTemplate(dataDir, template, signal)
    await mkdir(dirname(directory), { recursive: true })
    const fill = (temporary: string): Promise<void> => fillRepository(temporary, source, tag, signal)
    if (await makeWhole(directory, fill)) return { url: directory, default_branch: source.branch }
  }
  return { url: directory, default_branch: await readDefaultBranch(repository, directory, signal) }
}

export async function removeRepository(
  dataDir: string,
  name: string,
  claim: Claim,
  signal: AbortSignal,
): Promise<void> {
  const directory = await repositoryPath(dataDir, name)
  await clearLeftovers(directory, claim, tagOf)
  const tag = await tagOf(directory)
  if (tag === undefined || !covers(claim, tag)) return
  signal.throwIfAborted()
  await discard(directory)
}

/** Names of all repositories on the forge, tagged or not; what has no repository's name was not made by Slipway. */
export async function repositoryNames(dataDir: string): Promise<string[]> {
  const forge = join(dataDir, 'forge')
  const names = (await directoriesIn(forge)).map(async (owner) => {
    await clearStale(join(forge, owner))
    const entries = (await directoriesIn(join(forge, owner))).filter((entry) => entry.endsWith('.git'))
    return entries.map((entry) => `${owner}/${entry.slice(0, -'.git'.length)}`)
  })
  return (await Promise.all(names)).flat().filter((name) => RepositoryName.safeParse(name).success)
}

export async function foundRepository(dataDir: string, name: string): Promise<Found[]> {
  const tag = await tagOf(await repositoryPath(dataDir, name))
  return tag === undefined ? [] : [{ kind: 'repository', name, owner: tag.owner, task: tag.task }]
}

async function isAdopted(repository: string, directory: string, owner: string): Promise<boolean> {
  // In this order: what appears in between is whole, and has its tag.
  if (await isVacant(directory)) return false
  const tag = await tagOf(directory)
  if (tag?.owner === owner) return true
  throw new Failure('NAME_TAKEN', `Repository "${repository}" belongs to ${tag?.owner ?? 'nobody known to Slipway'}`)
}

interface Template {
  readonly name: string
  readonly directory: string
  readonly branch: string
  readonly tree: string
}

async function readTemplate(dataDir: string, name: string, signal: AbortSignal): Promise<Template> {
  const directory = await repositoryPath(dataDir, name)
  const heads = (await isRepository(directory)) ? await readHeads(directory, signal) : undefined
  const head = heads?.find(({ isDefault }) => isDefault)
  if (head !== undefined) return { name, directory, branch: head.branch, tree: head.tree }
  const lack = heads === undefined ? 'is not on the forge' : 'has no commit on its default branch'
  throw new Failure('TEMPLATE_REPO_NOT_FOUND', `Template repository "${name}" ${lack}`)
}

async function fillRepository(temporary: string, template: Template, tag: Tag, signal: AbortSignal): Promise<void> {
  await writeTag(join(temporary, TAG_FILE), tag)
  await git(['init', '--quiet', '--bare', '--template=', `--initial-branch=${template.branch}`, '--', temporary], {
    signal,
  })
  const borrowing = { signal, alternateObjects: join(template.directory, 'objects') }
  const message = `Initial commit\n\nGenerated from ${template.name}.`
  const commit = await git([`--git-dir=${temporary}`, 'commit-tree', '-m', message, template.tree], borrowing)
  await git([`--git-dir=${temporary}`, 'update-ref', `refs/heads/${template.branch}`, commit], borrowing)
  await git([`--git-dir=${temporary}`, 'repack', '-a', '-d', '-q'], borrowing) // copies what was borrowed into the repository's own pack
}

async function readDefaultBranch(repository: string, directory: string, signal: AbortSignal): Promise<string> {
  const head = (await readHeads(directory, signal)).find(({ isDefault }) => isDefault)
  if (head !== undefined) return head.branch
  throw new Failure('FORGE_FAILED', `Repository "${repository}" has lost its default branch`, { class: 'permanent' })
}
