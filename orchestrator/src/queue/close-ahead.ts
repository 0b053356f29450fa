import type { Journal, Run } from '../saga/ports.ts'

/**
 * A journal that does not wait until the end of a task that succeeded is written. The worker ends the job behind it on the
 * same connection, so Redis has both in this order and has answered both when the job is seen to be done: a round trip
 * less for each task. Should the end be refused and the job's not, the janitor finds the task and carries it forward.
 * @param onError is told of an end that was not written
 */
export const closeAhead = (journal: Journal, onError: (run: Run, thrown: unknown) => void): Journal => ({
  record: (run, entries) => journal.record(run, entries),
  close(run, entries, ending) {
    const written = journal.close(run, entries, ending)
    if (ending.status !== 'completed') return written
    written.catch((thrown: unknown) => onError(run, thrown))
    return Promise.resolve()
  },
})
