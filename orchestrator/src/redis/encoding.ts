import { redact, stepField, STEPS_PLAN, type Effect } from '#contract'
import type { Ending, Entry, Progress } from '../saga/ports.ts'
import { ledgerKey } from './keys.ts'
import { ledgerEntry, ledgerField } from './ledger-entry.ts'

// What the journal's scripts are given: flat lists of hash fields and values, all of them strings.

/** Fields of `slipway:journal:<id>` that an entry sets. */
export const journalPairs = ({ steps, facts, failure, transientFailures, waitingSince }: Entry): string[] => [
  ...Object.entries(steps ?? {}).flatMap(([name, step]) => [`step:${name}`, JSON.stringify(step)]),
  ...(facts === undefined ? [] : ['facts', JSON.stringify(facts)]),
  ...(failure === undefined ? [] : ['failure', JSON.stringify(failure)]),
  ...(transientFailures === undefined ? [] : ['transient_failures', String(transientFailures)]),
  ...(waitingSince === undefined ? [] : ['waiting_since', JSON.stringify(waitingSince)]),
]

const progressPairs = ({ step, total_steps, percentage, message }: Progress): string[] => [
  ...['step', String(step), 'total_steps', String(total_steps)],
  ...['percentage', String(percentage), 'message', message],
]

/** Fields of `task:<id>` that entries set: of several, the last progress stays, and the last state of each step. */
export function taskPairs(entries: readonly Entry[], at: string): string[] {
  const progress = entries.findLast((entry) => entry.progress !== undefined)?.progress
  const plan = entries.find((entry) => entry.plan !== undefined)?.plan
  const shown = entries.reduce<NonNullable<Entry['shown']>>((all, entry) => ({ ...all, ...entry.shown }), {})
  const steps = Object.entries(shown).flatMap(([name, state]) => [stepField(name), JSON.stringify(state)])
  return [
    ...(progress === undefined ? [] : progressPairs(progress)),
    ...(progress === undefined && steps.length === 0 ? [] : ['updated_at', at]),
    ...(plan === undefined ? [] : [STEPS_PLAN, JSON.stringify(plan)]),
    ...steps,
    ...(entries.some(({ pastCancelling }) => pastCancelling) ? ['past_cancelling', '1'] : []),
  ]
}

/** Fields of `task:<id>` that an ending sets, and the entries before it. */
export function endedPairs(entries: readonly Entry[], ending: Ending, at: string): string[] {
  const common = [
    ...taskPairs(entries, at),
    ...progressPairs(ending.progress),
    ...['status', ending.status, 'updated_at', at, ending.status === 'completed' ? 'completed_at' : 'failed_at', at],
    ...['effects', JSON.stringify(ending.effects), 'leftovers', JSON.stringify(ending.leftovers)],
  ]
  if (ending.status === 'completed') return [...common, 'result', JSON.stringify(redact(ending.metadata))]
  return [...common, 'error', ending.failure.message, 'error_code', ending.failure.code]
}

/** Changes of the ledger, five values each: op, key, field, value, owner. */
export function ledgerChanges(entry: Entry, task: string, at: string): string[] {
  const { declared, removed, kept, undid } = entry
  return [
    ...changes('put', declared, () => ledgerEntry({ task, at })),
    ...changes('keep', kept, () => ledgerEntry({ task, at, kept: true })),
    ...changes('drop', removed),
    ...changes('undo', undid),
  ]
}

const changes = (op: string, effects: readonly Effect[] = [], valueOf: () => string = () => ''): string[] => {
  if (effects.length === 0) return []
  const value = valueOf()
  return effects.flatMap((effect) => [op, ledgerKey(effect.owner), ledgerField(effect), value, effect.owner])
}
