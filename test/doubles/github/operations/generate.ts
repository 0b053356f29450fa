import { z } from 'zod'
import { mayCreate, mayReadContents } from '../access.ts'
import { created, refusals } from '../answers.ts'
import { bodyOf } from '../body.ts'
import type { Context, Operation } from '../context.ts'
import { now, type Repository } from '../world.ts'
import { Description, RepositoryName } from './repositories.ts'

const Request = z.strictObject({
  owner: z.string().optional(),
  name: RepositoryName,
  description: Description.optional(),
  include_all_branches: z.boolean().default(false),
  private: z.boolean().default(false),
})

/**
 * Seen in public reports: a template that an app's installation does not hold answers 422, an invisible one 404, as do a
 * missing permission and an account that nothing may be made for.
 */
function templateOf({ world, principal, param }: Context): Repository {
  const template = world.repository(param('template_owner'), param('template_repo'))
  if (template === undefined) throw refusals.notFound()
  if (!mayReadContents(principal, template)) {
    if (principal.kind === 'installation' && principal.permissions.contents !== undefined) {
      throw refusals.couldNotClone('template repository not found.')
    }
    throw refusals.notFound()
  }
  return template
}

const generate: Operation = async (context) => {
  const { world, principal, behaviour, represent } = context
  if (principal.kind === 'app') throw refusals.unauthorized()
  const body = bodyOf(context, Request)
  const template = templateOf(context)
  const creator = principal.kind === 'installation' ? principal.installation.app.slug : principal.user.login
  const owner = world.account(body.owner ?? creator)
  if (owner === undefined || !mayCreate(principal, owner, body.private)) throw refusals.notFound()
  if (!template.isTemplate) {
    throw refusals.couldNotClone(`${template.owner.login}/${template.name} is not a template repository.`)
  }
  if (world.repository(owner.login, body.name) !== undefined)
    throw refusals.couldNotClone('Name already exists on this account')
  const repository = await world.addRepository({
    owner,
    name: body.name,
    creator,
    private: body.private,
    template,
    defaultBranch: template.defaultBranch,
    ...(body.description === undefined ? {} : { description: body.description }),
  })
  // An app's installation is given what it makes.
  if (principal.kind === 'installation') {
    for (const given of [principal.installation.repositories, principal.repositories])
      if (given !== 'all') given.add(repository.id)
  }
  const fill = async () => {
    if (!world.stands(repository)) return
    const all = (await template.git.refs('refs/heads/')).map(({ ref }) => ref.slice('refs/heads/'.length))
    try {
      await repository.git.fillFrom(template.git, body.include_all_branches ? all : [template.defaultBranch])
      repository.pushedAt = now()
    } catch (thrown) {
      if (world.stands(repository)) throw thrown // otherwise it was removed while it was filled
    }
  }
  if (behaviour.generateMs === 0) await fill()
  else context.later(behaviour.generateMs, fill)
  return created(represent.fullRepository(repository))
}

export const generation: Readonly<Record<string, Operation>> = { 'repos/create-using-template': generate }
