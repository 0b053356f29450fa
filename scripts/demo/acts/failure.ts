import { mkdtemp, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { styleText } from 'node:util'
import { branchOf, checkoutOf, directoryOf, type Plan } from '#contract'
import { commitAndPush, git } from '../git.ts'
import { runTasks } from '../run-tasks.ts'
import type { TaskRun } from '../task-run.ts'
import { observe, type Stage } from '../stage.ts'

const BROKEN_BRANCH = 'broken'
const LAST_WORDS = 'This application ends at once: the demo wants it so.'
const BROKEN_APP = `console.error(${JSON.stringify(LAST_WORDS)})\nprocess.exit(3)\n`

/**
 * A sandbox whose application ends at once: by then it has branch, clone, certificate, redirect URI and containers,
 * and all of it is taken back.
 */
export async function failHalfWay(stage: Stage): Promise<void> {
  const { portal, engine, cast, screen, signal, dataDir } = stage
  const { leaky, user, workspace } = cast
  const origin = await pushBrokenBranch(join(dataDir, checkoutOf('workspace', workspace.slug)), signal)
  const before = { containers: await engine.containers('all'), networks: await engine.networks() }
  const standing = (await stage.sweep()).standing

  const request = { type: 'sandbox.provision', payload: { ...leaky.payload, source_branch: BROKEN_BRANCH } } as const
  const plan = await portal.plan({ ...request, user_id: user })
  const [run] = await runTasks(stage, [{ ...request, name: leaky.name }])
  if (run === undefined) return
  const { task } = run
  observe(stage, 'it failed when its container ended', [task.status, task.error_code], ['failed', 'STACK_EXITED'])
  const error = task.error ?? ''
  for (const line of error.split('\n')) screen.line(`    ${styleText('dim', line)}`)
  observe(
    stage,
    'the error has the exit code and the last words',
    [/code 3\b/.test(error), error.includes(LAST_WORDS)],
    [true, true],
  )
  observe(
    stage,
    'everything planned had been begun',
    task.effects,
    plan.steps.flatMap(({ effects }) => effects),
  )

  for (const title of undoneIn(run)) screen.line(`    ${styleText('yellow', '↩')} ${title}`)
  observe(stage, 'every step was undone, the last ones first', stagesUndone(run, plan), stagesPlanned(plan))
  observe(stage, 'nothing could not be undone', task.leftovers, [])
  observe(stage, 'its containers are gone', await engine.containers('all'), before.containers)
  observe(stage, 'its network is gone', await engine.networks(), before.networks)
  observe(stage, 'its directory is gone', existsSync(join(dataDir, directoryOf('sandbox', leaky.slug))), false)
  observe(stage, 'its branch is gone', await git(dataDir, ['ls-remote', origin, branchOf(leaky.slug)], signal), '')
  observe(stage, 'a sweep finds nothing of it, and all else in place', await stage.sweep(), {
    ...{ removed: [], failed: [], missing: [] },
    standing,
  })
}

/** Puts the broken application on a branch of the repository. @returns where the repository is */
async function pushBrokenBranch(checkout: string, signal: AbortSignal): Promise<string> {
  const origin = await git(checkout, ['remote', 'get-url', 'origin'], signal)
  const clone = await mkdtemp(join(tmpdir(), 'slipway-demo-clone-'))
  try {
    await git(clone, ['clone', '--quiet', origin, '.'], signal)
    const change = { file: 'server.js', text: BROKEN_APP, message: 'Break it', branch: BROKEN_BRANCH }
    await commitAndPush(clone, change, signal)
  } finally {
    await rm(clone, { recursive: true, force: true })
  }
  return origin
}

/** Titles of the steps that were undone, in that order. Progress has no other field that tells of an undo. */
const undoneIn = ({ messages }: TaskRun): readonly string[] =>
  messages.flatMap(({ message }) => (message.startsWith('Undone: ') ? [message.slice('Undone: '.length)] : []))

/** Steps of one stage are undone at the same time, so in any order: each stage is a sorted list. */
type Stages = readonly (readonly string[])[]

const stagesPlanned = ({ steps }: Plan): Stages => {
  const undoable = steps.filter(({ effects }) => effects.length > 0)
  const last = Math.max(...undoable.map(({ stage }) => stage))
  return Array.from({ length: last + 1 }, (_, index) =>
    undoable
      .filter(({ stage }) => stage === last - index)
      .map(({ title }) => title)
      .toSorted(),
  ).filter((titles) => titles.length > 0)
}

function stagesUndone(run: TaskRun, plan: Plan): Stages {
  let undone = undoneIn(run)
  const stages = stagesPlanned(plan).map(({ length }) => {
    const stage = undone.slice(0, length).toSorted()
    undone = undone.slice(length)
    return stage
  })
  return undone.length === 0 ? stages : [...stages, undone]
}
