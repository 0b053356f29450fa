import type { Queue } from 'bullmq'
import { z } from 'zod'
import { LANES, type Lane } from '#contract'
import { Numbers } from './numbers.ts'

/** A job that was added to a lane; `number` grows in the order of adding, across lanes. */
export interface Added {
  readonly lane: Lane
  readonly number: number
  /** The job's data as JSON. */
  readonly data: string
}

/** What a script that includes read-added.lua returns of each lane. */
export const AddedReply = z.array(z.tuple([z.string(), z.string()], z.string()))

/** How far a lane's events have been read. */
interface Cursor {
  readonly last: string
  readonly counter: string
}

/**
 * Reads in which order jobs were added to the lanes. BullMQ writes an event `added` in the same script that adds a job, so
 * the ids of these events are that order (https://docs.bullmq.io/guide/events). The script also counts: where the counter
 * stands still nothing was added, and nothing need be read.
 */
export class AddedJobs {
  readonly #lanes: readonly { readonly prefix: string; readonly numbers: Numbers; cursor: Cursor }[]
  /** Every task is begun with it, and it seldom changes: formed once. */
  #cursors: string

  constructor(queues: Readonly<Record<Lane, Queue>>) {
    this.#lanes = LANES.map((lane) => ({
      prefix: queues[lane].toKey(''),
      numbers: new Numbers(),
      cursor: { last: '0-0', counter: '' },
    }))
    this.#cursors = this.#encode()
  }

  /** What the scripts are told of the lanes, as JSON: of each what its keys begin with, and how far it was read. */
  get cursors(): string {
    return this.#cursors
  }

  /** Takes in what was read, in the order of adding, and remembers how far that was. */
  take(reply: z.infer<typeof AddedReply>): Added[] {
    const jobs = this.#lanes.flatMap((read, index) => {
      const lane = LANES[index] ?? 'high'
      const [last = '0-0', counter = '', ...fields] = reply[index] ?? []
      // Reads overlap: what was sent earlier may come back later, with events that are known by then.
      const known = read.cursor.last
      if (!isBefore(last, known)) read.cursor = { last, counter }
      const added: Added[] = []
      for (let at = 0; at + 2 < fields.length; at += 3) {
        const [id = '', name = '', data = ''] = fields.slice(at, at + 3)
        if (isBefore(known, id)) added.push({ lane, number: read.numbers.of(id, name), data })
      }
      return added
    })
    this.#cursors = this.#encode()
    return jobs.sort((a, b) => a.number - b.number)
  }

  #encode(): string {
    return JSON.stringify(this.#lanes.map(({ prefix, cursor: { last, counter } }) => [prefix, last, counter]))
  }
}

const partsOf = (streamId: string): [ms: number, sequence: number] => {
  const [ms = '0', sequence = '0'] = streamId.split('-')
  return [Number(ms), Number(sequence)]
}

const isBefore = (one: string, other: string): boolean => {
  const [[ms, sequence], [otherMs, otherSequence]] = [partsOf(one), partsOf(other)]
  return ms < otherMs || (ms === otherMs && sequence < otherSequence)
}
