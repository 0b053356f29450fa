import { join } from 'node:path'
import { styleText } from 'node:util'
import { AgentResult, branchOf, checkoutOf } from '#contract'
import { BUDGET_USD } from '../agents/choose.ts'
import { FROM, GREETING, PAGE, TO } from '../card.ts'
import { totalsOf } from '../follow-bar.ts'
import { git } from '../git.ts'
import { RED_MESSAGE } from '../lines.ts'
import { NotObserved } from '../observe.ts'
import { followTasks, requireCompleted } from '../run-tasks.ts'
import { appOf, observe, type Stage } from '../stage.ts'
import type { TaskRun } from '../task-run.ts'

/** Seconds that the agent may work: the card takes a real one about a minute. */
const TIMEOUT_S = 240
const OPTIONS = { rebuild: true, max_budget_usd: BUDGET_USD, timeout_s: TIMEOUT_S }

/** A card that moves has an agent change the application of a sandbox, which then shows it. */
export async function cardMoves(stage: Stage): Promise<void> {
  const { agent, board, host, cast, dataDir, screen, signal } = stage
  const { blue, red, card } = cast
  screen.line(`  ${agent.told}`)
  const before = await (await appOf(stage, 'sandbox', blue.slug)).page()

  const send = () => board.move(blue.payload, { card, from: FROM, to: TO, options: OPTIONS })
  const [run] = await followTasks(stage, [{ name: 'card', type: 'agent.run', payload: {}, send }])
  if (run === undefined) return
  const result = resultOf(stage, run)
  stage.agentResults.push(result)
  showResult(stage, result)

  const tools = run.ofAgent.flatMap((message) => (message.type === 'tool' ? [message.line] : []))
  observe(stage, 'what it did and what it cost were told while it worked', isToldLive(run, tools), true)
  const branch = branchOf(blue.slug)
  const checkout = join(dataDir, checkoutOf('sandbox', blue.slug))
  const [pushed] = (await git(checkout, ['ls-remote', 'origin', `refs/heads/${branch}`], signal)).split('\t')
  observe(stage, `its commit is on ${branch} of the repository`, pushed, result.commit)
  observe(stage, 'blue runs it', await git(checkout, ['rev-parse', 'HEAD'], signal), result.commit)
  const page = await (await appOf(stage, 'sandbox', blue.slug)).page()
  observe(stage, 'the page that blue serves says something else', page === before, false)
  if (agent.kind === 'stand-in') {
    observe(stage, `it says “${GREETING}”`, page.includes(GREETING), true)
    observe(
      stage,
      'no more was done than was told',
      [tools, result.files],
      [[`Read ${PAGE}`, `Edit ${PAGE}`], [{ path: PAGE, added: 1, removed: 1 }]],
    )
  }
  observe(stage, 'red is as it was', await (await appOf(stage, 'sandbox', red.slug)).message(), RED_MESSAGE)
  observe(stage, 'the board is told, signed, where the card goes', await board.toldOf(blue.payload, run.id), {
    ...{ status: 'completed', move: { from: TO, to: 'Code Review' } },
  })
  observe(stage, 'nothing of the run is left on the host', await host.runs(), [])
}

/** What the agent came to. @throws NotObserved when it did not get there, with what to do about it */
function resultOf({ agent }: Stage, run: TaskRun): AgentResult {
  try {
    requireCompleted(run)
  } catch (error) {
    if (agent.kind === 'stand-in' || !(error instanceof NotObserved)) throw error
    const without = 'To see the demo without Claude Code: npm run demo -- --stand-in'
    throw new NotObserved(`${error.message}\n  ${without}`, { cause: error })
  }
  return AgentResult.parse(run.messages.at(-1)?.result)
}

const isToldLive = ({ ofAgent }: TaskRun, tools: readonly string[]): boolean =>
  ofAgent[0]?.type === 'started' && tools.length > 0 && ofAgent.some(({ type }) => type === 'usage')

function showResult({ screen }: Stage, result: AgentResult): void {
  const { commit = '', files, duration_s, summary } = result
  const changed = files.map(({ path, added, removed }) => `${path} +${added ?? '?'} −${removed ?? '?'}`).join(', ')
  const said = summary.split('\n', 1)[0] ?? ''
  screen.line(`    ${changed} · commit ${commit.slice(0, 8)} · ${totalsOf(result)} · ${duration_s.toFixed(1)} s`)
  screen.line(`    ${styleText('dim', said)}`)
}
