import { z } from 'zod'
import { fullSlug, TeamProvision, teamOfWorkspace, WorkspaceProvision, type ParsedTask } from '#contract'
import type { Inventory } from '../resources.ts'
import type { Resource } from '../schemas/resource.ts'

/** Of all payloads, what says to which team a task belongs. */
const Place = z.object({
  team_id: z.string().optional(),
  team_slug: z.string().optional(),
  workspace_id: z.string().optional(),
  workspace_slug: z.string().optional(),
  sandbox_id: z.string().optional(),
  sandbox_slug: z.string().optional(),
})

/** A team that a task makes. */
export interface MadeTeam {
  readonly id: string
  readonly slug: string
}

/** What a task reaches, as things stand at the moment. */
export interface Reach {
  /** Ids of the teams that it touches. None where it makes one, or names what does not stand. */
  readonly teams: readonly (string | undefined)[]
  /** The team that it makes; there may be one under this id or slug already. */
  readonly makes: MadeTeam | undefined
  /** Ids of the teams that are there under its id or slug. */
  readonly inItsPlace: readonly string[]
}

const madeBy = ({ envelope: { type }, input }: ParsedTask): MadeTeam | undefined => {
  if (type === TeamProvision.type) {
    const { team_id: id, team_slug: slug } = TeamProvision.payload.parse(input)
    return { id, slug }
  }
  if (type !== WorkspaceProvision.type) return undefined
  const { id, slug, made } = teamOfWorkspace(WorkspaceProvision.payload.parse(input))
  return made && slug !== undefined ? { id, slug } : undefined
}

/** The teams of what a task names. Id and slug may name different things, which is refused later: both are reached. */
const namedTeams = ({ input }: ParsedTask, inventory: Inventory): (string | undefined)[] => {
  const { team_slug, workspace_id, workspace_slug, sandbox_id, sandbox_slug } = Place.parse(input)
  const named: (Resource | undefined)[] = [
    team_slug === undefined ? undefined : inventory.find('team', { slug: team_slug }),
    sandbox_id === undefined ? undefined : inventory.find('sandbox', { id: sandbox_id }),
    workspace_id === undefined ? undefined : inventory.find('workspace', { id: workspace_id }),
    workspace_slug === undefined ? undefined : inventory.find('workspace', { slug: workspace_slug }),
    workspace_slug === undefined || sandbox_slug === undefined
      ? undefined
      : inventory.find('sandbox', { slug: fullSlug(workspace_slug, sandbox_slug) }),
  ]
  return named.flatMap((resource) => (resource === undefined ? [] : [resource.team_id]))
}

export const reachOf = (task: ParsedTask, inventory: Inventory): Reach => {
  const makes = madeBy(task)
  const { team_id: given } = Place.parse(task.input)
  const inItsPlace =
    makes === undefined
      ? []
      : [inventory.find('team', { id: makes.id }), inventory.find('team', { slug: makes.slug })].flatMap((team) =>
          team === undefined ? [] : [team.id],
        )
  const teams = [...namedTeams(task, inventory), ...inItsPlace]
  return { makes, inItsPlace, teams: given === undefined || given === makes?.id ? teams : [given, ...teams] }
}
