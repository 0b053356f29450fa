import type { ComponentChildren, VNode } from 'preact'
import { useId } from 'preact/hooks'
import { html } from 'htm/preact'
import type { Problem } from '../../api/problem.ts'

/** A slug as the contract has it: 3–63 of a–z, 0–9 and inner single hyphens. */
export const SLUG = { pattern: '[a-z0-9]+(?:-[a-z0-9]+)*', minlength: 3, maxlength: 63 } as const
export const SLUG_HINT = 'a–z, 0–9 and single hyphens inside; at least 3'

interface FieldProps {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly problem: Problem | undefined
  /** Further attributes of the input. */
  readonly input?: Readonly<Record<string, unknown>>
}

/** What the API said of a field, however deep in the body it stands. */
const errorOf = (problem: Problem | undefined, name: string): string | undefined =>
  problem?.errors.find(({ field }) => field === name || field.endsWith(`.${name}`))?.message

/** A text to be given. */
export const Field = ({ name, label, hint, problem, input = {} }: FieldProps): VNode => {
  const id = useId()
  const error = errorOf(problem, name)
  const described = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`].join(' ').trim()
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <input
        id=${id}
        name=${name}
        autocomplete="off"
        autocapitalize="off"
        spellcheck=${false}
        aria-invalid=${error === undefined ? undefined : 'true'}
        aria-describedby=${described === '' ? undefined : described}
        ...${input}
      />
      ${hint !== undefined && html`<p id=${`${id}-hint`} class="hint">${hint}</p>`}
      ${error !== undefined && html`<p id=${`${id}-error`} class="error">${error}</p>`}
    </div>
  `
}

interface ChoiceProps {
  readonly name: string
  readonly label: string
  readonly value?: string | undefined
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly onPick?: (value: string) => void
}

/** One of several to be chosen. */
export const Choice = ({ name, label, value, options, onPick }: ChoiceProps): VNode => {
  const id = useId()
  const picked = ({ currentTarget }: Event): void => {
    if (currentTarget instanceof HTMLSelectElement) onPick?.(currentTarget.value)
  }
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <select id=${id} name=${name} required onChange=${picked}>
        ${options.map((each) => html`<option key=${each.value} value=${each.value} selected=${each.value === value}>${each.label}</option>`)}
      </select>
    </div>
  `
}

interface TickProps {
  readonly name: string
  readonly checked: boolean
  readonly onTick?: (checked: boolean) => void
  readonly children?: ComponentChildren
}

/** Something to be ticked. */
export const Tick = ({ name, checked, onTick, children }: TickProps): VNode => {
  const ticked = ({ currentTarget }: Event): void => {
    if (currentTarget instanceof HTMLInputElement) onTick?.(currentTarget.checked)
  }
  return html`<label class="tick"
    ><input type="checkbox" name=${name} checked=${checked} onChange=${ticked} /><span>${children}</span></label
  >`
}
