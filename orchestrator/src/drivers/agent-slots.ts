/** Counts the agents that run on each host, across all orchestrators. */
export interface AgentSlots {
  /**
   * Asks for a slot for a run: on the least busy of the hosts that have one free for it, the same again if it has one there.
   * Who asked before, and is urgent or the other is not, goes first; whoever stops asking for a second or two loses its place.
   * @returns name of the host; undefined while none is free, then ask again within a second
   */
  take(request: SlotRequest): Promise<string | undefined>
  /** Takes, or renews, the slot of a run that is on a host already, whatever is free there. */
  hold(run: string, host: string): Promise<void>
  /** Gives a slot back; one that is not renewed runs out by itself. */
  release(run: string, host: string): Promise<void>
}

export interface SlotRequest {
  readonly run: string
  /** Hosts that would do. */
  readonly hosts: readonly { readonly name: string; readonly slots: number }[]
  /** Goes before all that are not. */
  readonly urgent: boolean
  /** When it began to ask, in milliseconds. */
  readonly since: number
}
