import type { Readable, Writable } from 'node:stream'

/** A call of the wrapper under way. */
export interface Call {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /**
   * Its exit code, when all its output was read; null when it has none, because it was killed or the connection broke.
   * Never rejects.
   */
  readonly closed: Promise<number | null>
  /** Leaves it alone at once. On the host it sees the end of its standard input. */
  abandon(): void
}

/** A way to call the wrapper on a host. */
export interface Transport {
  /** @throws Failure AGENT_HOST_UNREACHABLE, AGENT_HOST_UNTRUSTED, or the signal's reason */
  call(args: readonly string[], signal: AbortSignal): Promise<Call>
  /** Ends all connections. What runs on the host goes on. */
  close(): void
}
