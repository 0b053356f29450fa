import { completeTasks } from '../run-tasks.ts'
import { observe, type Stage } from '../stage.ts'

/** Four deletions sent at once: each waits for those on what is inside it, in the order in which they were sent. */
export async function deleteEverything(stage: Stage): Promise<void> {
  const { team, workspace, red, blue } = stage.cast
  await completeTasks(stage, [
    ...[red, blue].map(({ name, payload }) => ({ name, type: 'sandbox.delete' as const, payload })),
    { name: workspace.name, type: 'workspace.delete', payload: workspace.payload },
    { name: team.name, type: 'team.delete', payload: team.payload },
  ])
  observe(stage, 'no resource is listed', await stage.portal.resources(), [])
}
