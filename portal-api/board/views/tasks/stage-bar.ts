import type { VNode } from 'preact'
import { html } from 'htm/preact'
import type { Step, Task } from '../../api/task.ts'
import { isUnderWay, type StepState } from '../../api/words.ts'

export const STATE_WORDS: Readonly<Record<StepState, string>> = {
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  undoing: 'being undone',
  undone: 'undone',
  undo_failed: 'could not be undone',
}

const stagesOf = (steps: readonly Step[]): readonly (readonly Step[])[] => [
  ...Map.groupBy(steps, ({ stage }) => stage).values(),
]

const Whole = ({ task }: { task: Task }): VNode => html`
  <span class="stage" style=${{ flexGrow: 1 }}>
    <span class="segment" data-state=${task.status === 'completed' ? 'done' : 'waiting'}>
      <span class="part" style=${{ width: `${task.percentage}%` }}></span>
    </span>
  </span>
`

const Stage = ({ steps }: { steps: readonly Step[] }): VNode => html`
  <span class="stage" style=${{ flexGrow: steps.length }}>
    ${steps.map(
      ({ name, title, state }) =>
        html`<span
          key=${name}
          class="segment"
          data-step=${name}
          data-state=${state}
          title=${`${title}: ${STATE_WORDS[state]}`}
        ></span>`,
    )}
  </span>
`

/** The stages of a task, left to right; each of their steps in the colour of how it stands. */
export const StageBar = ({ task, name }: { task: Task; name: string }): VNode => {
  const { percentage, message, steps, status } = task
  const told = isUnderWay(status) ? message : status
  return html`
    <div
      class="bar"
      role="progressbar"
      aria-label=${name}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${percentage}
      aria-valuetext=${`${percentage} %, ${told}`}
    >
      ${
        steps.length === 0
          ? html`<${Whole} task=${task} />`
          : stagesOf(steps).map((stage) => html`<${Stage} key=${stage[0]?.stage} steps=${stage} />`)
      }
    </div>
  `
}
