import { EARLIER_ROWS, RED_ROW } from '../lines.ts'
import { appOf, observe, type Stage } from '../stage.ts'

/** The sandboxes began with the workspace's rows; what is written into one stays there. */
export async function databasesDiffer(stage: Stage): Promise<void> {
  const { workspace, red, blue } = stage.cast
  const app = await appOf(stage, 'workspace', workspace.slug)
  const [inRed, inBlue] = [await appOf(stage, 'sandbox', red.slug), await appOf(stage, 'sandbox', blue.slug)]
  observe(stage, 'red began with the rows of the workspace', await inRed.rows(), EARLIER_ROWS)
  observe(stage, 'blue began with them too', await inBlue.rows(), EARLIER_ROWS)
  await inRed.write(RED_ROW)
  observe(stage, 'a row written into red is in red', await inRed.rows(), [...EARLIER_ROWS, RED_ROW])
  observe(stage, 'it is not in blue', await inBlue.rows(), EARLIER_ROWS)
  observe(stage, 'it is not in the workspace', await app.rows(), EARLIER_ROWS)
}
