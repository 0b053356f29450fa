import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { styleText } from 'node:util'
import type { AgentResult } from '#contract'
import { ROOT } from '../setup/environment.ts'
import type { DemoAgent } from './agents/choose.ts'
import { MAKING, UNMAKING, type Act } from './acts.ts'
import { findLeftovers } from './leftovers.ts'
import { requireSame } from './observe.ts'
import { openStage, type OpenStage } from './open-stage.ts'
import { appOf, type Stage } from './stage.ts'
import type { Screen } from './screen/screen.ts'
import { summary, type Step } from './summary.ts'

/** How far the demo came. It is filled as it goes, so that a failed one can tell of it too. */
export interface Course {
  readonly steps: Step[]
  /** Who works on cards, once that is known, and what it came to. */
  agent?: { readonly kind: DemoAgent['kind']; readonly results: readonly AgentResult[] }
  /** Set once it was looked for. */
  leftovers?: number
}

/** How a kept demo is reached. */
export type Addresses = Readonly<Record<string, string>>

export interface PlayOptions {
  readonly screen: Screen
  /** Whether the agent is the stand-in in any case. */
  readonly standIn: boolean
  readonly course: Course
  readonly signal: AbortSignal
  /** Called when everything stands, if it is to be left running; rejects when it is to be taken away. */
  readonly keep?: (addresses: Addresses) => Promise<never>
}

/** Plays all acts, and takes away everything however they end. @throws NotObserved */
export async function play({ screen, standIn, course, signal, keep }: PlayOptions): Promise<void> {
  const timed = async <T>(name: string, title: string, work: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted()
    screen.line(`\n${styleText('bold', title)}`)
    const started = performance.now()
    const result = await work()
    course.steps.push({ name, seconds: rounded((performance.now() - started) / 1000) })
    return result
  }
  const playAll = async (acts: readonly Act[], stage: Stage): Promise<void> => {
    for (const { name, title, play: playAct } of acts) await timed(name, title, () => playAct(stage))
  }
  await using stage = await timed('set-up', 'Setting up', () => openStage({ screen, standIn, signal }))
  course.agent = { kind: stage.agent.kind, results: stage.agentResults }
  try {
    await playAll(MAKING, stage)
    if (keep !== undefined) await keep(await addressesOf(stage))
    await playAll(UNMAKING, stage)
    const leftovers = await timed(
      'sweep',
      'What is left: asked of a sweep, the Docker engine, the resources and the folders',
      () => findLeftovers(stage),
    )
    course.leftovers = leftovers.length
    screen.line(`\n${summary(stage.runs, course.steps, leftovers)}`)
    requireSame('nothing is left', leftovers, [])
  } catch (error) {
    if (!signal.aborted) await keepLogs(stage)
    throw error
  }
}

/** What orchestrator and portal-api said in a demo that failed; its data root is taken away. */
const LOGS = join(ROOT, '.cache/demo-logs')

const keepLogs = ({ dataDir }: Stage): Promise<void> => cp(join(dataDir, 'logs'), LOGS, { recursive: true })

const rounded = (seconds: number): number => Math.round(seconds * 10) / 10

async function addressesOf(stage: OpenStage): Promise<Addresses> {
  const { team, workspace, red, blue } = stage.cast
  return {
    [team.name]: (await appOf(stage, 'team', team.slug)).url,
    [workspace.name]: (await appOf(stage, 'workspace', workspace.slug)).url,
    [red.name]: (await appOf(stage, 'sandbox', red.slug)).url,
    [blue.name]: (await appOf(stage, 'sandbox', blue.slug)).url,
    board: `${stage.slipway.url}/`,
    'portal-api': stage.slipway.url,
    'its token': `in ${stage.dataDir}/portal-token`,
  }
}
