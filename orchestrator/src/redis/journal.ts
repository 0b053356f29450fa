import type { Redis } from 'ioredis'
import { z } from 'zod'
import { cancelKey, EVENT_STREAM, Failure, Lane, taskKey } from '#contract'
import type { Ending, Entry, Journal, Run } from '../saga/ports.ts'
import { endedPairs, journalPairs, ledgerChanges, taskPairs } from './encoding.ts'
import { indexChanges, inventoryChanges } from './inventory-changes.ts'
import { journalKey, LEDGER_OWNERS, OPEN_TASKS, TICKET_PREFIX, ticketKey } from './keys.ts'
import { endedMessage, progressMessage, statusMessage, type Message } from './messages.ts'
import { DEFAULT_RETENTION, type Retention } from './retention.ts'
import { loadScript } from './script.ts'

/** A task that may be next in line. */
export interface Waiting {
  readonly id: string
  readonly lane: Lane
}

const LATER_RUN = -1
const record = loadScript('record', z.union([z.array(z.string()), z.literal(LATER_RUN)]), ['tell'])

/**
 * The saga's journal on Redis.
 * @param onRelease is told which tasks may now be next in line
 * @param kept how much is kept of what it writes
 * @param now the clock of all dates that are written
 */
export function createJournal(
  redis: Redis,
  onRelease: (waiting: readonly Waiting[]) => void,
  kept: Retention = DEFAULT_RETENTION,
  now: () => Date = () => new Date(),
): Journal {
  const write = async (run: Run, entries: readonly Entry[], ending?: Ending): Promise<void> => {
    const { id } = run.task.envelope
    const waiting = await record(
      redis,
      [journalKey(id), taskKey(id), EVENT_STREAM, LEDGER_OWNERS, ticketKey(id), OPEN_TASKS, cancelKey(id)],
      [
        ...[run.fence, id, kept.events, ending === undefined ? '' : kept.recordS, TICKET_PREFIX],
        JSON.stringify(sections(run, entries, ending, now())),
      ],
    )
    if (waiting === LATER_RUN) {
      throw new Failure('LEASE_LOST', `Task ${id} was taken over by another run than number ${run.fence}`)
    }
    if (ending !== undefined) onRelease(waitingOf(waiting))
  }
  return { record: write, close: write }
}

/** What the script is given, in its order. */
function sections({ task }: Run, entries: readonly Entry[], ending: Ending | undefined, now: Date): string[][] {
  const { id } = task.envelope
  const at = now.toISOString()
  const messages =
    ending === undefined
      ? entries.flatMap(({ progress, about }) =>
          progress === undefined ? [] : [progressMessage(task.envelope, progress, about)],
        )
      : // What the last steps had to tell is old news when the end is told in the same breath.
        [endedMessage(task.envelope, ending), statusMessage(task, ending, at)]
  return [
    // What an ended task has done is of no more use: the script drops its journal.
    ending === undefined ? entries.flatMap(journalPairs) : [],
    ending === undefined ? taskPairs(entries, at) : endedPairs(entries, ending, at),
    messages.flatMap(messageFields),
    entries.flatMap((entry) => ledgerChanges(entry, id, at)),
    ending === undefined ? [] : inventoryChanges(ending.changes, id, at).flat(),
    ending === undefined ? [] : indexChanges(ending.changes).flat(),
  ]
}

const messageFields = ({ channel, published, stored, step }: Message): string[] => [
  channel,
  published,
  stored === published ? '' : stored,
  step === undefined ? '' : JSON.stringify(step),
]

/** Pairs of id and lane, as the script returns them. */
const waitingOf = (pairs: readonly string[]): Waiting[] =>
  pairs.flatMap((id, index) => (index % 2 === 0 ? [{ id, lane: Lane.parse(pairs[index + 1]) }] : []))
