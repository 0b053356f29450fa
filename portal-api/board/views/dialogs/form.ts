import type { ComponentChildren, VNode } from 'preact'
import { useState } from 'preact/hooks'
import { html } from 'htm/preact'
import { Problem } from '../../api/problem.ts'
import { notify } from '../act.ts'
import { useBoardContext } from '../context.ts'

/** Texts of the fields of a form, by name; those that are left empty are not there. */
export type Fields = Readonly<Record<string, string>>

const fieldsOf = (form: HTMLFormElement): Fields =>
  Object.fromEntries(
    [...new FormData(form)].flatMap(([name, value]) => {
      const text = typeof value === 'string' ? value.trim() : ''
      return text === '' ? [] : [[name, text]]
    }),
  )

interface FormProps {
  readonly verb: string
  readonly grave?: boolean
  readonly disabled?: boolean
  /** Told when it was done, before the window closes. */
  readonly done: string
  readonly send: (fields: Fields) => Promise<unknown>
  readonly children?: (problem: Problem | undefined) => ComponentChildren
}

/** Of a problem, what no field shows. */
const Refused = ({ problem }: { problem: Problem }): VNode => html`
  <div class="refused" role="alert">
    <p><b>${problem.message}</b></p>
    <p>${problem.remedy} <code>${problem.code}</code></p>
  </div>
`

/** A form in a window: what the API refuses is shown with it, and the window stays. */
export const Form = ({ verb, grave = false, disabled = false, done, send, children }: FormProps): VNode => {
  const context = useBoardContext()
  const [problem, setProblem] = useState<Problem | undefined>(undefined)
  const [sending, setSending] = useState(false)
  const close = (): void => context.ui.dispatch({ dialog: undefined })
  const submit = async (form: HTMLFormElement): Promise<void> => {
    setSending(true)
    setProblem(undefined)
    try {
      await send(fieldsOf(form))
      notify(context, done)
      close()
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown
      if (thrown.status === 401) context.sessionEnded()
      else setProblem(thrown)
    } finally {
      setSending(false)
    }
  }
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (event.currentTarget instanceof HTMLFormElement) void submit(event.currentTarget)
  }
  return html`
    <form class="form" onSubmit=${onSubmit}>
      ${children?.(problem)} ${problem !== undefined && html`<${Refused} problem=${problem} />`}
      <div class="form-foot">
        <button type="button" onClick=${close}>Cancel</button>
        <button type="submit" class=${grave ? 'grave' : 'strong'} disabled=${sending || disabled}>
          ${sending ? 'Sending…' : verb}
        </button>
      </div>
    </form>
  `
}
