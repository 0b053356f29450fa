import type { Effect, Plan } from '#contract'
import type { Paint } from './paint.ts'
import { table, type Column } from './table.ts'

interface Row {
  readonly stage: string
  readonly title: string
  readonly effect: Effect | undefined
}

const SIGNS: Readonly<Record<Effect['action'], string>> = {
  create: '+ create',
  remove: '- remove',
  keep: '= keep',
  start: '▸ start',
  stop: '▪ stop',
}

const painted = (text: string, { effect }: Row, paint: Paint): string => {
  switch (effect?.action) {
    case 'create':
    case 'start':
      return paint.green(text)
    case 'remove':
    case 'stop':
      return paint.red(text)
    case 'keep':
      return paint.cyan(text)
    case undefined:
      return text
  }
}

/** A row for each effect, and one for a step that has none; stage and step stand in the first row of theirs. */
const rowsOf = ({ steps }: Plan): Row[] =>
  steps.flatMap(({ stage, title, effects }, at) => {
    const first = { stage: steps[at - 1]?.stage === stage ? '' : String(stage + 1 - (steps[0]?.stage ?? 0)), title }
    const [effect, ...more] = effects
    return [{ ...first, effect }, ...more.map((each) => ({ stage: '', title: '', effect: each }))]
  })

/** Steps and effects as a table; steps of one stage run at the same time. */
export const planLines = (plan: Plan, paint: Paint, room?: number): string[] => {
  const columns: Column<Row>[] = [
    { title: 'stage', cell: ({ stage }) => stage, align: 'right' },
    { title: 'step', cell: ({ title }) => title, least: 16 },
    {
      title: 'effect',
      cell: ({ effect }) => (effect === undefined ? '' : SIGNS[effect.action]),
      paint: (text, row) => painted(text, row, paint),
    },
    { title: 'kind', cell: ({ effect }) => effect?.kind ?? '' },
    { title: 'name', cell: ({ effect }) => effect?.name ?? '' },
  ]
  const effects = plan.steps.flatMap((step) => step.effects)
  const counts = Object.keys(SIGNS).flatMap((action) => {
    const count = effects.filter((effect) => effect.action === action).length
    return count === 0 ? [] : [`${count} to ${action}`]
  })
  const sum = `${plan.steps.length} ${plan.steps.length === 1 ? 'step' : 'steps'}${counts.length === 0 ? ', no effects' : `: ${counts.join(', ')}`}`
  return [...table(columns, rowsOf(plan), paint, room), '', paint.bold(sum)]
}
