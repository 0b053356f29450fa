import type { VNode } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { html } from 'htm/preact'
import { selectTasks, subjectOf } from '../../state/select.ts'
import { useBoard } from '../context.ts'
import { EndedTask } from './ended.ts'
import { FailedTask } from './failed.ts'
import { useLingering } from './linger.ts'
import { RunningTask } from './running.ts'

/** Cards and lines that are shown before more are asked for. */
const FEW_RUNNING = 12
const FEW_FAILED = 5
const FEW_ENDED = 6
const MANY = 100

const More = ({ hidden, show }: { hidden: number; show: () => void }): VNode | null =>
  hidden <= 0 ? null : html`<button type="button" class="more-button" onClick=${show}>Show ${hidden} more</button>`

/** Tasks: what runs, what failed, what ended. */
export const TasksSection = (): VNode => {
  const tasks = useBoard((board) => board.tasks)
  const resources = useBoard((board) => board.resources)
  const { running, failed, ended } = useMemo(() => selectTasks(tasks), [tasks])
  const [allRunning, setAllRunning] = useState(false)
  const [allFailed, setAllFailed] = useState(false)
  const [allEnded, setAllEnded] = useState(false)
  const onTop = useLingering(running, tasks)
  const isOnTop = new Set(onTop.map(({ id }) => id))
  const below = ended.filter(({ id }) => !isOnTop.has(id))
  const runningShown = onTop.slice(0, allRunning ? MANY : FEW_RUNNING)
  const failedShown = failed.slice(0, allFailed ? MANY : FEW_FAILED)
  const endedShown = below.slice(0, allEnded ? MANY : FEW_ENDED)
  return html`
    <section id="tasks" class="tasks" aria-labelledby="tasks-title">
      <div class="section-head">
        <h2 id="tasks-title" tabindex="-1">Running</h2>
        <span class="count">${running.length}</span>
      </div>
      ${
        onTop.length === 0
          ? html`<p class="quiet">
              Nothing is running. What is created, restarted or deleted is shown here, step by step.
            </p>`
          : html`<ul class="cards" aria-label="Running tasks">
              ${runningShown.map((task) => html`<${RunningTask} key=${task.id} task=${task} subject=${subjectOf(task, resources)} />`)}
            </ul>`
      }
      <${More} hidden=${onTop.length - runningShown.length} show=${() => setAllRunning(true)} />
      ${
        failed.length > 0 &&
        html`
          <div class="section-head">
            <h2>Failed</h2>
            <span class="count grave">${failed.length}</span>
          </div>
          <ul class="cards" aria-label="Failed tasks">
            ${failedShown.map((task) => html`<${FailedTask} key=${task.id} task=${task} subject=${subjectOf(task, resources)} />`)}
          </ul>
          <${More} hidden=${failed.length - failedShown.length} show=${() => setAllFailed(true)} />
        `
      }
      ${
        below.length > 0 &&
        html`
          <div class="section-head"><h2>Ended</h2></div>
          <ul class="lines" aria-label="Ended tasks">
            ${endedShown.map((task) => html`<${EndedTask} key=${task.id} task=${task} subject=${subjectOf(task, resources)} />`)}
          </ul>
          <${More} hidden=${below.length - endedShown.length} show=${() => setAllEnded(true)} />
        `
      }
    </section>
  `
}
