import type { PastRun } from '../../../records/cards.ts'
import { cut } from './cut.ts'

const MOST_RUNS = 5
const SUMMARY_BYTES = 1_500
const FILES_BYTES = 1_500

/** What earlier runs on a card did, the newest first, and why they failed. Of the newest that changed files these, too. */
export function pastRunsText(runs: readonly PastRun[]): string {
  const withFiles = runs.find(({ diffstat }) => diffstat !== undefined)
  const shown = runs.slice(0, MOST_RUNS).map((run) => {
    const { agent_type, outcome, commit, summary, diffstat } = run
    const ending = outcome === 'done' ? 'was done' : `failed (${outcome})`
    const files = run === withFiles && diffstat !== undefined ? ['Files it changed:', cut(diffstat, FILES_BYTES)] : []
    return [
      `* The ${agent_type} ${ending}${commit === undefined ? '' : `; commit ${commit}`}.`,
      cut(summary, SUMMARY_BYTES),
      ...files,
    ].join('\n')
  })
  const more = runs.length - shown.length
  return [...shown, ...(more > 0 ? [`… and ${more} earlier`] : [])].join('\n\n')
}
