import { styleText } from 'node:util'
import type { AgentResult, ResourceType } from '#contract'
import type { DemoAgent } from './agents/choose.ts'
import type { HostView } from './agents/host.ts'
import { connectApp, type App } from './app.ts'
import type { Board } from './board.ts'
import type { Cast } from './cast.ts'
import type { EngineView } from './engine.ts'
import { NotObserved, requireSame } from './observe.ts'
import type { Portal } from './portal.ts'
import type { TaskRun } from './task-run.ts'
import type { Screen } from './screen/screen.ts'
import type { SweepReport } from './sweep.ts'

/** What the acts play on: a running Slipway, and where they are shown. */
export interface Stage {
  readonly cast: Cast
  readonly portal: Portal
  readonly engine: EngineView
  /** Who works on cards. */
  readonly agent: DemoAgent
  /** Where it does. */
  readonly host: HostView
  readonly board: Board
  readonly sweep: () => Promise<SweepReport>
  readonly screen: Screen
  /** Absolute path of the data root. */
  readonly dataDir: string
  /** Every task so far, in the order in which they were sent. */
  readonly runs: TaskRun[]
  /** What agents came to, in that order. */
  readonly agentResults: AgentResult[]
  readonly signal: AbortSignal
}

/**
 * Shows that something is so.
 * @param what a whole sentence
 * @throws NotObserved when what was seen is not what was expected
 */
export function observe({ screen }: Stage, what: string, seen: unknown, expected: unknown): void {
  requireSame(what, seen, expected)
  screen.line(`  ${styleText('green', '✓')} ${what}`)
}

/** The application of a resource, where the list of resources says that it answers now. */
export async function appOf({ portal, signal }: Stage, type: ResourceType, slug: string): Promise<App> {
  const record = (await portal.resources()).find((each) => each.type === type && each.slug === slug)
  const url = record?.metadata['url']
  if (typeof url !== 'string') throw new NotObserved(`The list of resources has no address of the ${type} ${slug}`)
  return connectApp(url, signal)
}
