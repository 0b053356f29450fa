import { completeTasks } from '../run-tasks.ts'
import { appOf, observe, type Stage } from '../stage.ts'

/** A team with its directory, database, certificate and stack. */
export async function provisionTeam(stage: Stage): Promise<void> {
  const { name, slug, payload } = stage.cast.team
  const owner = { owner_id: stage.cast.user, owner_email: 'demo@example.com', name: 'Harbour' }
  await completeTasks(stage, [{ name, type: 'team.provision', payload: { ...payload, ...owner } }])
  const app = await appOf(stage, 'team', slug)
  await app.health()
  observe(stage, `the team answers at ${app.url}`, await stage.engine.containers('running'), [`team-${slug}-app-1`])
}
