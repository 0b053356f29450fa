import { randomBytes } from 'node:crypto'
import { fullSlug } from '#contract'
import { CARD } from './card.ts'

/** Who plays: ids and slugs of everything that the demo asks for. */
export type Cast = ReturnType<typeof createCast>

/** Names that nothing else on the same Docker engine has. */
export function createCast() {
  const mark = randomBytes(3).toString('hex')
  const team = { team_id: `team-${mark}`, team_slug: `harbour-${mark}` }
  const workspace = { workspace_id: `workspace-${mark}`, workspace_slug: `ferry-${mark}` }
  const sandbox = (name: string) => ({
    name: `sandbox ${name}`,
    slug: fullSlug(workspace.workspace_slug, name),
    payload: { ...workspace, sandbox_id: `sandbox-${name}-${mark}`, sandbox_slug: name },
  })
  return {
    user: `user-${mark}`,
    team: { name: 'team', slug: team.team_slug, payload: team },
    workspace: { name: 'workspace', slug: workspace.workspace_slug, payload: workspace },
    red: sandbox('red'),
    blue: sandbox('blue'),
    leaky: sandbox('leaky'),
    card: { ...CARD, id: `card-${mark}` },
  }
}
