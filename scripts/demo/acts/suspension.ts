import { answers } from '../app.ts'
import { EARLIER_ROWS, RED_MESSAGE, RED_ROW } from '../lines.ts'
import { completeTasks } from '../run-tasks.ts'
import { appOf, observe, type Stage } from '../stage.ts'

/** A suspended team runs no container, and has everything again when it wakes. */
export async function suspendAndRestart(stage: Stage): Promise<void> {
  const { engine, cast, signal } = stage
  const { team, red } = cast
  const running = (await engine.containers('running')).toSorted()
  const { url } = await appOf(stage, 'sandbox', red.slug)

  await completeTasks(stage, [{ name: 'suspend', type: 'team.suspend', payload: team.payload }])
  observe(stage, 'the Docker engine runs no container of the team', await engine.containers('running'), [])
  observe(stage, 'all of them are still there', (await engine.containers('all')).toSorted(), running)
  observe(stage, 'nobody answers', await answers(url, signal), false)

  await completeTasks(stage, [{ name: 'restart', type: 'team.restart', payload: team.payload }])
  observe(
    stage,
    `the same ${running.length} containers run again`,
    (await engine.containers('running')).toSorted(),
    running,
  )
  const app = await appOf(stage, 'sandbox', red.slug)
  observe(stage, `red answers again, at ${app.url}`, await app.message(), RED_MESSAGE)
  observe(stage, 'its rows are as they were', await app.rows(), [...EARLIER_ROWS, RED_ROW])
}
