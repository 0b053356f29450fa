import { styleText } from 'node:util'
import { EffectKind, type Effect } from '#contract'
import type { TaskRun } from './task-run.ts'
import { table, type Column } from './screen/table.ts'

/** An act, or another part of the demo, and how long it took. */
export interface Step {
  readonly name: string
  readonly seconds: number
}

const created = (effects: readonly Effect[]): readonly Effect[] => effects.filter(({ action }) => action === 'create')
const removed = (effects: readonly Effect[]): readonly Effect[] => effects.filter(({ action }) => action === 'remove')

/** What a task made, and what it took away: what it had made itself, when it failed. */
const accountOf = ({ task: { status, effects, leftovers } }: TaskRun) => {
  const made = created(effects)
  const undone = status === 'completed' ? [] : made.filter((effect) => !leftovers.includes(effect))
  return { made, gone: [...removed(effects), ...undone] }
}

const number = (count: number): string => (count === 0 ? '·' : String(count))
const TASKS: readonly Column[] = [
  { title: 'Task', align: 'left' },
  { title: 'Of', align: 'left' },
  { title: 'Ended', align: 'left' },
  { title: 'Made', align: 'right' },
  { title: 'Taken away', align: 'right' },
  { title: 'Took', align: 'right' },
]
const KINDS: readonly Column[] = [
  { title: 'Thing', align: 'left' },
  { title: 'Made', align: 'right' },
  { title: 'Taken away', align: 'right' },
]
const STEPS: readonly Column[] = [
  { title: 'Step', align: 'left' },
  { title: 'Took', align: 'right' },
]

const seconds = (took: number): string => `${took.toFixed(1)} s`

/** What was made and taken away by kind, each task, how long everything took, and what is left. */
export function summary(runs: readonly TaskRun[], steps: readonly Step[], leftovers: readonly string[]): string {
  const accounts = runs.map(accountOf)
  const [made, gone] = [accounts.flatMap((account) => account.made), accounts.flatMap((account) => account.gone)]
  const count = (effects: readonly Effect[], kind: EffectKind) =>
    effects.filter((effect) => effect.kind === kind).length
  const total = steps.reduce((sum, step) => sum + step.seconds, 0)
  const colour = leftovers.length === 0 ? 'green' : 'red'
  return [
    ...table(KINDS, [
      ...EffectKind.options.map((kind) => [kind, number(count(made, kind)), number(count(gone, kind))]),
      ['all', number(made.length), number(gone.length)],
    ]),
    '',
    ...table(
      TASKS,
      runs.map(({ type, name, task, seconds: took }, index) => [
        ...[type, name, task.status, number(accounts[index]?.made.length ?? 0)],
        ...[number(accounts[index]?.gone.length ?? 0), seconds(took)],
      ]),
    ),
    '',
    ...table(STEPS, [...steps.map(({ name, seconds: took }) => [name, seconds(took)]), ['all', seconds(total)]]),
    '',
    `  ${styleText(['bold', colour], `Left over: ${leftovers.length}`)}`,
    ...leftovers.map((leftover) => `    ${leftover}`),
  ].join('\n')
}
