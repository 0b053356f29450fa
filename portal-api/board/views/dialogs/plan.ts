import type { VNode } from 'preact'
import { html } from 'htm/preact'
import type { Effect, Plan } from '../../api/task.ts'

const VERBS: Readonly<Record<string, string>> = {
  create: 'makes',
  remove: 'removes',
  keep: 'keeps',
  start: 'starts',
  stop: 'stops',
}

const EffectLine = ({ effect: { action, kind, name } }: { effect: Effect }): VNode => html`
  <li data-action=${action}><span class="verb">${VERBS[action] ?? action}</span> ${kind} <code>${name}</code></li>
`

/** What a task would do, step by step. */
export const PlanView = ({ plan }: { plan: Plan }): VNode => html`
  <ol class="plan" aria-label="What is going to happen">
    ${plan.steps.map(
      ({ name, title, effects }) =>
        html`<li key=${name}>
          <p>${title}</p>
          ${
            effects.length > 0 &&
            html`<ul>
              ${effects.map((effect) => html`<${EffectLine} key=${`${effect.kind} ${effect.name}`} effect=${effect} />`)}
            </ul>`
          }
        </li>`,
    )}
  </ol>
`
