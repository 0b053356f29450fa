import { SAMPLE_MESSAGE } from '../lines.ts'
import { completeTasks } from '../run-tasks.ts'
import { appOf, observe, type Stage } from '../stage.ts'

/** Two sandboxes of the workspace, provisioned at the same time. */
export async function provisionSandboxes(stage: Stage): Promise<void> {
  const { red, blue } = stage.cast
  await completeTasks(
    stage,
    [red, blue].map(({ name, payload }) => ({ name, type: 'sandbox.provision', payload })),
  )
  for (const { name, slug } of [red, blue]) {
    const app = await appOf(stage, 'sandbox', slug)
    observe(stage, `the ${name} answers at ${app.url}`, await app.message(), SAMPLE_MESSAGE)
  }
}
