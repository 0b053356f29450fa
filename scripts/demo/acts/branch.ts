import { join } from 'node:path'
import { branchOf, checkoutOf } from '#contract'
import { commitAndPush, git } from '../git.ts'
import { RED_MESSAGE, SAMPLE_MESSAGE } from '../lines.ts'
import { appOf, observe, type Stage } from '../stage.ts'

/** A commit on the branch of one sandbox is what that sandbox runs, and no other. */
export async function branchDiffers(stage: Stage): Promise<void> {
  const { cast, dataDir, signal } = stage
  const { workspace, red, blue } = cast
  const checkout = join(dataDir, checkoutOf('sandbox', red.slug))
  const branch = branchOf(red.slug)
  const change = { file: 'message.txt', text: `${RED_MESSAGE}\n`, message: 'Say who is speaking', branch }
  const commit = await commitAndPush(checkout, change, signal)
  const [pushed] = (await git(checkout, ['ls-remote', 'origin', `refs/heads/${branch}`], signal)).split('\t')
  observe(stage, `commit ${commit.slice(0, 8)} is on ${branch} of the repository`, pushed, commit)
  observe(stage, 'it is what red serves', await (await appOf(stage, 'sandbox', red.slug)).message(), RED_MESSAGE)
  const inBlue = await (await appOf(stage, 'sandbox', blue.slug)).message()
  observe(stage, 'blue serves its own branch', inBlue, SAMPLE_MESSAGE)
  const inWorkspace = await (await appOf(stage, 'workspace', workspace.slug)).message()
  observe(stage, 'the workspace serves its main branch', inWorkspace, SAMPLE_MESSAGE)
}
