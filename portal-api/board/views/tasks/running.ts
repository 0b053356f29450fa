import type { VNode } from 'preact'
import { html } from 'htm/preact'
import { nothing } from '../../api/client.ts'
import type { Task } from '../../api/task.ts'
import { isUnderWay } from '../../api/words.ts'
import { memo, useNow } from '../../lib/hooks.ts'
import { plain } from '../../lib/plain.ts'
import { duration, exactly } from '../../lib/time.ts'
import { mayAct } from '../../state/allowed.ts'
import { act } from '../act.ts'
import { useBoardContext, usePrincipal } from '../context.ts'
import { titleOf } from '../names.ts'
import { AskButton } from './ask-button.ts'
import { took } from './ended.ts'
import { StageBar } from './stage-bar.ts'
import { Steps } from './steps.ts'

/** What runs now, as the steps are called; before there are any, what the task says of itself. */
const doing = ({ steps, message, status }: Task): string => {
  if (status === 'pending') return 'Waits for its turn'
  if (status === 'completed') return 'Done'
  if (status === 'cancelled') return 'Cancelled; what it did was undone'
  const titles = steps.filter(({ state }) => state === 'running' || state === 'undoing').map(({ title }) => title)
  return titles.length === 0 ? plain(message) : titles.join(' · ')
}

const isUndoing = ({ steps }: Task): boolean => steps.some(({ state }) => state.startsWith('undo'))

const Elapsed = ({ since }: { since: string }): VNode => {
  const now = useNow(1_000)
  return html`<span class="elapsed" title=${`since ${exactly(since)}`}>${duration(now - Date.parse(since))}</span>`
}

const Cancel = ({ task, name }: { task: Task; name: string }): VNode => {
  const context = useBoardContext()
  const ask = () =>
    act(context, `${name} is being cancelled; what it did is undone.`, () =>
      context.api.send('DELETE', `/api/tasks/${task.id}`, nothing),
    )
  return html`<${AskButton} word="Cancel" after="Cancelling" name=${name} ask=${ask} />`
}

/** A task that runs, waits to or has just ended, with its stages. */
export const RunningTask = memo(({ task, subject }: { task: Task; subject: string }): VNode => {
  const principal = usePrincipal()
  const title = titleOf(task.type)
  const name = `${title} ${subject}`
  const running = isUnderWay(task.status)
  const undoing = running && isUndoing(task)
  const cancellable = running && !undoing && !task.past_cancelling && mayAct(principal, task)
  return html`
    <li class="card" data-task=${task.id} data-state=${undoing ? 'undoing' : task.status}>
      <div class="card-head">
        <h3>${title} <b>${subject}</b></h3>
        ${running ? html`<${Elapsed} since=${task.started_at ?? task.created_at} />` : html`<span class="elapsed">${took(task)}</span>`}
        <span class="percent">${task.percentage} %</span>
      </div>
      <${StageBar} task=${task} name=${name} />
      <div class="card-foot">
        <p class="doing">${undoing ? 'Undoing. ' : ''}${doing(task)}</p>
        ${cancellable && html`<${Cancel} task=${task} name=${name} />`}
      </div>
      <details class="more">
        <summary>Steps</summary>
        <${Steps} task=${task} />
      </details>
    </li>
  `
})
