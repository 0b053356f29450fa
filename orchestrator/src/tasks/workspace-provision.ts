import { z } from 'zod'
import {
  applicationOf,
  callbackUri,
  checkoutOf,
  databaseOf,
  Failure,
  hostOf,
  repositoryOf,
  teamOfWorkspace,
  WorkspaceProvision,
  type ResourceRef,
} from '#contract'
import { defineTask, type PlanContext } from '../saga/define-task.ts'
import type { InventoryChange } from '../saga/ports.ts'
import { effectOn } from '../steps/effects.ts'
import { certificateStep, directoryStep } from '../steps/home.ts'
import { stackStep, startStep } from '../steps/stack.ts'
import { findOwn, requireAwake, requireParent } from '../steps/standing.ts'
import type { TaskEnv } from '../steps/task-env.ts'
import { teamDatabaseStep } from '../steps/team-database.ts'

type Input = z.output<typeof WorkspaceProvision.payload>

const Facts = z.object({
  team: z.object({ type: z.literal('team'), id: z.string(), slug: z.string() }),
  /** The team does not stand yet and is made with the workspace. */
  makesTeam: z.boolean(),
})
type Facts = z.infer<typeof Facts>
type Context = PlanContext<Input, Facts, TaskEnv>

const workspace = ({ input }: { input: Input }): ResourceRef => WorkspaceProvision.resource(input)
const team = ({ facts }: { facts: Facts }): ResourceRef => facts.team
const makesTeam = ({ facts }: { facts: Facts }): boolean => facts.makesTeam
const repository = ({ input, env }: Context): string => repositoryOf(env.platform.organisation, input.workspace_slug)
const host = ({ input, env }: Context): string => hostOf('workspace', input.workspace_slug, env.platform.domain)

async function findTeam(env: TaskEnv, input: Input): Promise<Facts> {
  const { id, slug, made } = teamOfWorkspace(input)
  if (!made || slug === undefined) {
    const standing = await requireParent(env, 'team', id)
    if (slug !== undefined && slug !== standing.slug) {
      throw new Failure('RESOURCE_NOT_FOUND', `The team ${id} is "${standing.slug}", not "${slug}"`)
    }
    requireAwake(standing)
    return { team: { type: 'team', id, slug: standing.slug }, makesTeam: false }
  }
  const standing = await findOwn(env, { type: 'team', id, slug })
  if (standing !== undefined) requireAwake(standing)
  return { team: { type: 'team', id, slug }, makesTeam: standing === undefined }
}

const Repository = z.object({ url: z.string(), default_branch: z.string() })
const Application = z.object({ client_id: z.string(), tenant_id: z.string() })

/** A workspace is a team (made with it, unless one is given), a repository, an application, a certificate, and a stack. */
export const provisionWorkspace = defineTask<TaskEnv>()(WorkspaceProvision, Facts, async ({ input, env }) => {
  const own = await findOwn(env, workspace({ input }))
  const facts = await findTeam(env, input)
  if (own !== undefined && own.parent_id !== facts.team.id) {
    throw new Failure('ID_TAKEN', `The workspace "${own.slug}" is in the team ${own.parent_id ?? 'unknown'} already`)
  }
  return facts
})
  .together({
    directory: directoryStep<Input, Facts>(workspace),
    certificate: certificateStep<Input, Facts>(workspace),
    team_directory: { ...directoryStep<Input, Facts>(team), title: "Making the team's directory", when: makesTeam },
    team_certificate: {
      ...certificateStep<Input, Facts>(team),
      title: "Issuing the team's certificate",
      when: makesTeam,
    },
    repository: {
      title: 'Creating the repository from its template',
      output: Repository,
      effects: (context) => [effectOn('create', 'repository', workspace(context), repository(context))],
      run: (context) => {
        const { template_repo, private: hidden } = context.input
        const request = { repository: repository(context), template: template_repo, private: hidden }
        return context.env.drivers.forge.ensureRepository(request, context.tag, context.signal)
      },
    },
    application: {
      title: 'Registering the application',
      output: Application,
      effects: (context) => [
        effectOn('create', 'application', workspace(context), applicationOf(context.input.workspace_slug)),
      ],
      run: (context) => {
        const request = {
          application: applicationOf(context.input.workspace_slug),
          redirectUris: [callbackUri(host(context))],
        }
        return context.env.drivers.identity.ensureApplication(request, context.tag, context.signal)
      },
    },
  })
  .together({
    checkout: {
      title: 'Checking out the repository',
      effects: (context) => [
        effectOn('create', 'checkout', workspace(context), checkoutOf('workspace', context.input.workspace_slug)),
      ],
      run: async (context) => {
        await context.env.drivers.forge.ensureCheckout(
          {
            repository: repository(context),
            branch: context.outputs.repository.default_branch,
            directory: checkoutOf('workspace', context.input.workspace_slug),
          },
          context.tag,
          context.signal,
        )
      },
    },
    database: {
      title: "Creating the application's database",
      effects: (context) => [
        effectOn('create', 'database', workspace(context), databaseOf('workspace', context.input.workspace_slug)),
      ],
      run: async ({ input, env, tag, signal }) => {
        await env.drivers.databases.ensureDatabase(
          databaseOf('workspace', input.workspace_slug),
          { _default: [] },
          tag,
          signal,
        )
      },
    },
    stack: stackStep(workspace, (context) => ({
      branch: context.outputs.repository.default_branch,
      ...context.outputs.application,
      callback_url: callbackUri(host(context)),
    })),
    team_database: {
      ...teamDatabaseStep<Input, Facts>(team, ({ name, owner_id, owner_email }) => ({
        name,
        owner: { id: owner_id, email: owner_email },
      })),
      when: makesTeam,
    },
    team_stack: { ...stackStep<Input, Facts, unknown>(team), title: "Creating the team's containers", when: makesTeam },
  })
  .together({
    start: startStep(workspace),
    team_start: { ...startStep<Input, Facts, unknown>(team), title: "Starting the team's containers", when: makesTeam },
  })
  .completes((context) => {
    const { facts, outputs, env } = context
    const { type, id, slug } = workspace(context)
    const metadata = {
      subdomain: host(context),
      ...outputs.start,
      github_repo_url: outputs.repository.url,
      github_repo_name: repository(context),
      azure_app_id: outputs.application.client_id,
      azure_tenant_id: outputs.application.tenant_id,
      team_id: facts.team.id,
      ...(facts.makesTeam
        ? { affected: [{ resource_type: 'team' as const, resource_id: facts.team.id, status: 'active' as const }] }
        : {}),
    }
    const own: InventoryChange = {
      change: 'put',
      record: { type, id, slug, status: 'active', parent_id: facts.team.id, metadata },
    }
    if (!facts.makesTeam) return { metadata, changes: [own] }
    const teamMetadata = { subdomain: hostOf('team', facts.team.slug, env.platform.domain), ...outputs.team_start }
    return {
      metadata,
      changes: [{ change: 'put', record: { ...facts.team, status: 'active', metadata: teamMetadata } }, own],
    }
  })
