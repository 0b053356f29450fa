import type { VNode } from 'preact'
import { html } from 'htm/preact'
import { FAILURES } from '#contract/failures'
import { Accepted, type Task } from '../../api/task.ts'
import { memo } from '../../lib/hooks.ts'
import { plain } from '../../lib/plain.ts'
import { mayAct } from '../../state/allowed.ts'
import { act } from '../act.ts'
import { useBoardContext, usePrincipal } from '../context.ts'
import { counted, titleOf } from '../names.ts'
import { Time } from '../time.ts'
import { AskButton } from './ask-button.ts'
import { StageBar } from './stage-bar.ts'
import { Steps } from './steps.ts'

const REMEDIES: Readonly<Record<string, { readonly remedy: string } | undefined>> = FAILURES

/** What to do about a failure; a code that this page does not know is of a later version. */
const remedyOf = (code: string | undefined): string =>
  REMEDIES[code ?? '']?.remedy ?? 'Look at the message, and at the logs of the orchestrators.'

const undoneIn = ({ leftovers, steps }: Task): string => {
  if (leftovers.length > 0) return `${counted(leftovers.length, 'thing')} could not be undone; the sweeper takes them.`
  return steps.some(({ state }) => state === 'undone')
    ? 'Everything that it did was undone.'
    : 'It had done nothing yet.'
}

const Retry = ({ task, name }: { task: Task; name: string }): VNode => {
  const context = useBoardContext()
  const ask = () =>
    act(context, `${name} runs again.`, () => context.api.send('POST', `/api/tasks/${task.id}/retry`, Accepted))
  return html`<${AskButton} word="Retry" after="Sent again" name=${name} strong=${true} ask=${ask} />`
}

/** A task that failed: why, what to do about it, and what was undone. */
export const FailedTask = memo(({ task, subject }: { task: Task; subject: string }): VNode => {
  const principal = usePrincipal()
  const title = titleOf(task.type)
  const name = `${title} ${subject}`
  return html`
    <li class="card" data-task=${task.id} data-state="failed">
      <div class="card-head">
        <h3>${title} <b>${subject}</b></h3>
        <${Time} at=${task.failed_at ?? task.updated_at} />
      </div>
      <${StageBar} task=${task} name=${name} />
      <p class="reason">${plain(task.error ?? 'It did not say why.')}</p>
      <p class="remedy"><code>${task.error_code ?? 'INTERNAL'}</code> ${remedyOf(task.error_code)}</p>
      <div class="card-foot">
        <p class="doing">${undoneIn(task)}</p>
        ${mayAct(principal, task) && html`<${Retry} task=${task} name=${name} />`}
      </div>
      <details class="more">
        <summary>Steps</summary>
        <${Steps} task=${task} />
      </details>
    </li>
  `
})
