import { z } from 'zod'
import { created, noContent, ok, refusals } from '../answers.ts'
import { bodyOf } from '../body.ts'
import type { Context, Operation } from '../context.ts'
import type { Ref } from '../git.ts'
import { now, type Repository } from '../world.ts'
import { NEEDS, repositoryOf } from './needs.ts'

const SHA = /^[0-9a-f]{40}$/

/** Refs can't be read, made or moved before there is content. @throws Refusal 409 */
async function refsOf(repository: Repository): Promise<Ref[]> {
  const refs = await repository.git.refs()
  if (refs.length === 0) throw refusals.emptyRepository()
  return refs
}

const writable = (repository: Repository): Repository => {
  if (repository.archived) throw refusals.forbidden('Repository was archived so is read-only.')
  return repository
}

/** Nothing says that refs which are neither branches nor tags count as a push. */
function moved(repository: Repository, ref: string): void {
  if (/^refs\/(?:heads|tags)\//.test(ref)) repository.pushedAt = now()
}

/** Type of the object that a ref shall point to. @throws Refusal 422 */
async function target(repository: Repository, sha: string): Promise<string> {
  if (!SHA.test(sha))
    throw refusals.invalid('The sha parameter must be exactly 40 characters and contain only [0-9a-f].')
  const type = await repository.git.objectType(sha)
  if (type === undefined) throw refusals.invalid('Object does not exist')
  return type
}

async function existing(context: Context, repository: Repository): Promise<Ref> {
  const name = `refs/${context.param('ref')}`
  const ref = (await refsOf(repository)).find((each) => each.ref === name)
  if (ref === undefined) throw refusals.invalid('Reference does not exist')
  return ref
}

const get: Operation = async (context) => {
  const repository = repositoryOf(context, NEEDS.reading)
  const name = `refs/${context.param('ref')}`
  const ref = (await refsOf(repository)).find((each) => each.ref === name)
  if (ref === undefined) throw refusals.notFound()
  return ok(context.represent.ref(repository, ref))
}

// Whatever starts so: `heads/feature` finds `refs/heads/feature-a` too.
const matching: Operation = async (context) => {
  const repository = repositoryOf(context, NEEDS.reading)
  const prefix = `refs/${context.param('ref')}`
  const refs = (await refsOf(repository)).filter(({ ref }) => ref.startsWith(prefix))
  return ok(refs.map((ref) => context.represent.ref(repository, ref)))
}

const create: Operation = async (context) => {
  const repository = writable(repositoryOf(context, NEEDS.writing))
  const { ref, sha } = bodyOf(context, z.strictObject({ ref: z.string(), sha: z.string() }))
  await refsOf(repository)
  if (!/^refs\/[^/]+\/./.test(ref)) {
    throw refusals.invalid("Reference name must start with 'refs/' and have at least two slashes.")
  }
  if (ref.startsWith('refs/pull/')) throw refusals.invalid(`${ref} is not a valid ref name.`)
  const type = await target(repository, sha)
  if (await repository.git.moveRef(ref, undefined, sha)) {
    moved(repository, ref)
    return created(context.represent.ref(repository, { ref, sha, type }))
  }
  if (!(await repository.git.isValidRefName(ref))) throw refusals.invalid(`${ref} is not a valid ref name.`)
  const taken = (await repository.git.ref(ref)) !== undefined
  throw refusals.invalid(taken ? 'Reference already exists' : 'Reference update failed')
}

const update: Operation = async (context) => {
  const repository = writable(repositoryOf(context, NEEDS.writing))
  const { sha, force } = bodyOf(context, z.strictObject({ sha: z.string(), force: z.boolean().default(false) }))
  const ref = await existing(context, repository)
  await target(repository, sha)
  if (!force && !(await repository.git.isAncestor(ref.sha, sha))) throw refusals.invalid('Update is not a fast forward')
  if (!(await repository.git.moveRef(ref.ref, ref.sha, sha))) throw refusals.invalid('Reference update failed')
  moved(repository, ref.ref)
  return ok(context.represent.ref(repository, { ...ref, sha }))
}

const remove: Operation = async (context) => {
  const repository = writable(repositoryOf(context, NEEDS.writing))
  const ref = await existing(context, repository)
  if (ref.ref === `refs/heads/${repository.defaultBranch}`) throw refusals.invalid('Cannot delete the default branch')
  if (!(await repository.git.moveRef(ref.ref, ref.sha, undefined))) throw refusals.invalid('Reference does not exist')
  moved(repository, ref.ref)
  return noContent
}

export const refs: Readonly<Record<string, Operation>> = {
  'git/get-ref': get,
  'git/list-matching-refs': matching,
  'git/create-ref': create,
  'git/update-ref': update,
  'git/delete-ref': remove,
}
