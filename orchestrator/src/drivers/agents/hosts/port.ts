/** What is run on a host: a program with its arguments, no shell. */
export interface HostCommand {
  readonly argv: readonly [program: string, ...args: string[]]
  /** Absolute path on the host; a missing one is an error, never another directory. */
  readonly cwd: string
  /** Added to the environment that the host's user has. Not seen in any process' arguments. */
  readonly env: Readonly<Record<string, string>>
  /** Given on standard input as it is. */
  readonly stdin: string | Buffer
}

/** Whose a run is; kept beside it on the host, so that whoever lists it knows. */
export interface RunTag {
  readonly owner: string
  readonly task: string
}

export interface RunLimits {
  /** Seconds after which the host ends the run, whether or not anyone is connected. */
  readonly timeoutS: number
  /**
   * Seconds without a word from any orchestrator (start, follow) after which the host ends the run: whoever can't reach the
   * host for longer may begin it anew elsewhere.
   */
  readonly leaseS: number
}

/** How a run ended on its host. */
export interface RunEnd {
  /** null when it was ended from outside. */
  readonly exitCode: number | null
  /** `exited` by itself; ended by the host at its `timeout` or for want of a `lease`; `stopped` by `stop`; `lost`: its wrapper was killed, or the host was restarted. */
  readonly reason: 'exited' | 'timeout' | 'lease' | 'stopped' | 'lost'
  /** Bytes that it printed to standard output. */
  readonly bytes: number
  /** The last of what it printed to standard error, at most 8 KiB. */
  readonly errors: string
}

export interface RunFound extends RunTag {
  readonly id: string
  readonly ended: boolean
}

/**
 * A machine on which agents run. A run is known by an id (letters, digits, `-`, `_`); it goes on without a connection, and
 * keeps its output, until it is removed.
 * Every verb throws Failure AGENT_HOST_UNREACHABLE when there is no connection, or it broke; the signal's reason.
 */
export interface AgentHost {
  readonly name: string
  /** @throws Failure AGENT_HOST_UNFIT when something that runs need is missing there: the message says what */
  probe(signal: AbortSignal): Promise<void>
  /** Starts a run, unless one of this id was started before, whatever became of it: a run is never started twice. */
  start(id: string, command: HostCommand, limits: RunLimits, tag: RunTag, signal: AbortSignal): Promise<void>
  /**
   * What a run prints to standard output from an offset in bytes on, as it comes, to its end. Keeps its lease. An abort leaves
   * the run alone.
   * @throws Failure RESOURCE_NOT_FOUND when there is no such run
   */
  follow(id: string, offset: number, onData: (chunk: Buffer) => void, signal: AbortSignal): Promise<RunEnd>
  /** Ends every process of a run, those in sessions of their own too, within 5 s. One that has ended, or never was, counts as ended. */
  stop(id: string, signal: AbortSignal): Promise<void>
  /** Stops a run and forgets it with its output. */
  remove(id: string, signal: AbortSignal): Promise<void>
  /** Every run that this installation started there and has not removed. */
  list(signal: AbortSignal): Promise<RunFound[]>
  /**
   * Runs a short command to its end, with all its processes ended at an abort or its time limit.
   * @throws Failure AGENT_COMMAND_FAILED when the program can't be started or its time is up
   */
  exec(command: HostCommand, options: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<HostOutput>
}

export interface HostOutput {
  /** Of a program killed by a signal 128 + its number. */
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}
