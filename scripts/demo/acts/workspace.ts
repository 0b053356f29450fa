import { SAMPLE_TEMPLATE } from '../../setup/template.ts'
import { EARLIER_ROWS, SAMPLE_MESSAGE } from '../lines.ts'
import { completeTasks } from '../run-tasks.ts'
import { appOf, observe, type Stage } from '../stage.ts'

/** A workspace in the team, with rows in its database for the sandboxes to begin with. */
export async function provisionWorkspace(stage: Stage): Promise<void> {
  const { workspace, team, user } = stage.cast
  const made = { owner_id: user, team_id: team.payload.team_id, template_repo: SAMPLE_TEMPLATE, name: 'Ferry' }
  await completeTasks(stage, [
    { name: workspace.name, type: 'workspace.provision', payload: { ...workspace.payload, ...made } },
  ])
  const app = await appOf(stage, 'workspace', workspace.slug)
  observe(stage, `the workspace answers at ${app.url}`, await app.message(), SAMPLE_MESSAGE)
  for (const text of EARLIER_ROWS) await app.write(text)
  observe(stage, 'rows are written into its database', await app.rows(), EARLIER_ROWS)
}
