import type { VNode } from 'preact'
import { html } from 'htm/preact'
import type { Step, Task } from '../../api/task.ts'
import { duration } from '../../lib/time.ts'
import { STATE_WORDS } from './stage-bar.ts'

const took = ({ started_at, ended_at, state }: Step): string =>
  started_at === undefined || ended_at === undefined || state === 'running'
    ? ''
    : duration(Date.parse(ended_at) - Date.parse(started_at))

const StepLine = ({ step }: { step: Step }): VNode => html`
  <li class="step" data-state=${step.state}>
    <span class="step-dot" aria-hidden="true"></span>
    <span class="step-title">${step.title}</span>
    <span class="step-state"
      >${STATE_WORDS[step.state]}${step.error_code === undefined ? '' : ` · ${step.error_code}`}</span
    >
    <span class="step-time">${took(step)}</span>
  </li>
`

/** Each step of a task by name, with its state and time. */
export const Steps = ({ task }: { task: Task }): VNode => html`
  <div class="steps">
    ${
      task.steps.length === 0
        ? html`<p class="quiet">Its steps are known once an orchestrator has taken it up.</p>`
        : html`<ol>
            ${task.steps.map((step) => html`<${StepLine} key=${step.name} step=${step} />`)}
          </ol>`
    }
    <p class="fine">
      Task <code>${task.id}</code> · attempt ${Math.max(task.attempt, 1)} · sent by ${task.user_id || 'somebody'}
    </p>
  </div>
`
