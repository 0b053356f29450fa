import type { AgentName, AgentTokens, ChangedFile, GateResult, ToolProfile, WireFailure } from '#contract'
import type { EffectDriver, Tag } from '../effect.ts'

/**
 * Coding agents on hosts. Makes `agent-run` (its name is that of its run): a working tree of its own below the data root and
 * the processes in it. Removing one ends every process and takes the tree away; what was committed there and is on no branch
 * stays in the sandbox's clone under `refs/slipway/runs/<task>`.
 * Every verb also throws Failure AGENT_HOST_UNREACHABLE, AGENT_HOST_UNFIT, AGENT_COMMAND_FAILED.
 */
export interface Agents extends EffectDriver {
  /**
   * A working tree at a commit of a checkout, for a run. Does nothing if it is there. The checkout itself is left alone.
   * @throws Failure RESOURCE_NOT_FOUND (no such checkout or commit), NAME_TAKEN
   */
  ensureTree(run: string, tree: TreeRequest, tag: Tag, signal: AbortSignal): Promise<void>
  /**
   * Runs an agent in the tree to its end, or goes on with the one that was started under this id before, wherever it is.
   * Waits for a free host. An abort leaves the agent running: `remove` or `stop` ends it.
   * @returns also of an agent that failed; only what another run of the same task may mend is thrown
   * @throws Failure AGENT_API_ERROR (transient), AGENT_USAGE_LIMIT (throttled), after which `run` begins a next turn of the same session
   */
  run(run: string, request: AgentRequest, tag: Tag, listener: AgentListener, signal: AbortSignal): Promise<AgentOutcome>
  /** Ends every process of a run, within 5 s. */
  stop(run: string, signal: AbortSignal): Promise<void>
  /** Runs a command in the tree, as the agent's own user, and tells how it ended; never throws for its exit code. */
  gate(run: string, argv: readonly [string, ...string[]], timeoutS: number, signal: AbortSignal): Promise<GateResult>
  /** Commits everything in the tree. @returns undefined when nothing differs from the base */
  commit(run: string, request: CommitRequest, signal: AbortSignal): Promise<Commit | undefined>
  /**
   * Puts the run's commits on top of another commit of the checkout.
   * @throws Failure BRANCH_DIVERGED when they contradict each other; the tree is as it was
   */
  rebase(run: string, onto: string, signal: AbortSignal): Promise<Commit>
  /** Directory of the run's tree, relative to the data root: only to be read from, as data. Its `.git` is in the agent's hands. */
  treeOf(run: string): string
  /**
   * Directory, relative to the data root, whose repository is at what `commit` and `rebase` made: what `forge.push` pushes from.
   * No agent can write to it.
   */
  outboxOf(run: string): string
}

export interface TreeRequest {
  /** Directory of the sandbox's checkout, relative to the data root. */
  readonly checkout: string
  /** Commit to start from, which the checkout has. */
  readonly commit: string
  /** Branch that the work is for. */
  readonly branch: string
}

export interface AgentRequest {
  readonly agent: AgentName
  readonly prompt: string
  readonly profile: ToolProfile
  readonly allowedTools: readonly string[] | undefined
  readonly model: string | undefined
  readonly maxTurns: number | undefined
  readonly maxBudgetUsd: number | undefined
  readonly jsonSchema: object | undefined
  /** Seconds. */
  readonly timeoutS: number
  /** Session of an earlier task to go on with. Where it is unknown (another host) a new one is begun. */
  readonly continueSession: string | undefined
  /** Host that knows that session; preferred where it is well. */
  readonly continueHost?: string | undefined
  /** Waits before those that are not. */
  readonly urgent: boolean
}

/** Is told what an agent does. What it returns is waited for before more output is read. */
export interface AgentListener {
  /** Offset in bytes up to which an earlier listener has confirmed the output: what lies before is counted, but not told again. @default 0 */
  readonly from?: number
  started(event: { readonly host: string; readonly sessionId: string }): void
  tool(line: string): void
  usage(totals: AgentTotals): void
  /** Whole lines that the tool printed, and the offset in bytes of their end within everything that the run printed. */
  output(lines: string, endOffset: number): Promise<void>
}

export interface AgentTotals {
  readonly turns: number
  readonly costUsd: number
  readonly tokens: AgentTokens
}

export interface AgentOutcome extends AgentTotals {
  /** Why the agent is no success; undefined when it ended well. */
  readonly failure: WireFailure | undefined
  readonly summary: string
  readonly structured: unknown
  readonly sessionId: string | undefined
  readonly host: string
  /** Seconds that it worked. */
  readonly durationS: number
}

export interface CommitRequest {
  readonly message: string
  readonly author: { readonly name: string; readonly email: string }
}

export interface Commit {
  readonly commit: string
  /** Against the commit that the tree started from. */
  readonly files: readonly ChangedFile[]
}
