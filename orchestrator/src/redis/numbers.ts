/** In which order operations on one resource follow each other in its life. */
const LIFE: Readonly<Record<string, number>> = { provision: 0, suspend: 1, restart: 2, delete: 3 }
/** Room for the sequences of one millisecond, for each place in the life. */
const ROOM = 250

/**
 * Numbers that sort like the events of the lanes. Ids of a stream are Redis' milliseconds and a sequence of the stream's
 * own, so what was added to both lanes within one millisecond can't be told apart by them: there it is taken in the order
 * of a resource's life, while each lane keeps its own order. Exact for up to 250 jobs of a lane in a millisecond. Every
 * orchestrator comes to the same numbers, as each reads a lane from its beginning.
 */
export class Numbers {
  #ms = 0
  #place = 0

  /**
   * The number of the next job of a lane.
   * @param eventId `<ms>-<sequence>`
   * @param name the job's name, which is its task's type: `team.provision`
   */
  of(eventId: string, name: string): number {
    const [ms = 0, sequence = 0] = eventId.split('-').map(Number)
    const place = LIFE[name.split('.').at(-1) ?? ''] ?? 0
    this.#place = ms === this.#ms ? Math.max(this.#place, place) : place
    this.#ms = ms
    return ms * 1_000 + this.#place * ROOM + Math.min(ROOM - 1, sequence)
  }
}
