import { z } from 'zod'
import { mayCreate } from '../access.ts'
import { created, noContent, ok, refusals } from '../answers.ts'
import { bodyOf } from '../body.ts'
import type { Context, Operation } from '../context.ts'
import type { Account } from '../world.ts'
import { NEEDS, repositoryOf } from './needs.ts'

// docs.github.com: at most 350 characters, none of them a control character.
export const Description = z
  .string()
  .max(350)
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'description control characters are not allowed')

/** As GitHub does it: what a name can't hold becomes a dash. */
export const RepositoryName = z
  .string()
  .min(1)
  .max(100)
  .transform((name) => name.replace(/[^\w.-]/g, '-'))

const Changes = z.strictObject({
  description: Description.nullable().optional(),
  homepage: z.string().nullable().optional(),
  private: z.boolean().optional(),
  visibility: z.enum(['public', 'private']).optional(),
  is_template: z.boolean().optional(),
  archived: z.boolean().optional(),
  default_branch: z.string().optional(),
})

const update: Operation = async (context) => {
  const repository = repositoryOf(context, NEEDS.administering)
  const changes = bodyOf(context, Changes)
  if (repository.archived && changes.archived !== false)
    throw refusals.forbidden('Repository was archived so is read-only.')
  const { default_branch: branch, visibility } = changes
  if (branch !== undefined) {
    if ((await repository.git.ref(`refs/heads/${branch}`)) === undefined) {
      throw refusals.invalid('Validation Failed', [
        {
          resource: 'Repository',
          code: 'invalid',
          field: 'default_branch',
          message: `The branch ${branch} was not found.`,
        },
      ])
    }
    await repository.git.setHead(branch)
    repository.defaultBranch = branch
  }
  if (changes.description !== undefined) repository.description = changes.description
  if (changes.homepage !== undefined) repository.homepage = changes.homepage
  repository.private = changes.private ?? (visibility === undefined ? repository.private : visibility === 'private')
  repository.isTemplate = changes.is_template ?? repository.isTemplate
  repository.archived = changes.archived ?? repository.archived
  return ok(context.represent.fullRepository(repository))
}

const remove: Operation = async (context) => {
  await context.world.removeRepository(repositoryOf(context, NEEDS.deleting))
  return noContent
}

const topics: Operation = (context) => {
  const repository = repositoryOf(context, NEEDS.administering)
  const Topics = z.strictObject({ names: z.array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/)).max(20) })
  repository.topics = bodyOf(context, Topics).names
  return ok({ names: repository.topics })
}

const New = z.strictObject({
  name: RepositoryName,
  description: Description.optional(),
  private: z.boolean().default(false),
  is_template: z.boolean().default(false),
  auto_init: z.boolean().default(false),
})

async function create(context: Context, owner: Account | undefined) {
  const { world, principal, represent } = context
  const body = bodyOf(context, New)
  if (owner === undefined || principal.kind === 'app') throw refusals.notFound()
  if (!mayCreate(principal, owner, body.private)) throw refusals.forbidden('Resource not accessible by this token')
  if (world.repository(owner.login, body.name) !== undefined) throw refusals.nameTaken()
  const creator = principal.kind === 'installation' ? principal.installation.app.slug : principal.user.login
  const { name, description } = body
  const repository = await world.addRepository({
    owner,
    name,
    creator,
    private: body.private,
    isTemplate: body.is_template,
    ...(description === undefined ? {} : { description }),
  })
  if (body.auto_init) {
    const commit = await repository.git.commit({ 'README.md': `# ${name}\n` }, 'Initial commit')
    await repository.git.moveRef(`refs/heads/${repository.defaultBranch}`, undefined, commit)
  }
  return created(represent.fullRepository(repository))
}

export const repositories: Readonly<Record<string, Operation>> = {
  'repos/get': (context) => ok(context.represent.fullRepository(repositoryOf(context, NEEDS.seeing))),
  'repos/update': update,
  'repos/delete': remove,
  'repos/replace-all-topics': topics,
  'repos/create-in-org': (context) => {
    const owner = context.world.account(context.param('org'))
    return create(context, owner?.type === 'Organization' ? owner : undefined)
  },
  'repos/create-for-authenticated-user': (context) => {
    const { principal } = context
    return create(
      context,
      principal.kind === 'classic' || principal.kind === 'fine-grained' ? principal.user : undefined,
    )
  },
}
