import type { VNode } from 'preact'
import { html } from 'htm/preact'

const PATHS = {
  plus: 'M8 3v10M3 8h10',
  dots: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  out: 'M6 4H4v8h8v-2M9 3h4v4M13 3 7.5 8.5',
  chevron: 'm6 4 4 4-4 4',
  down: 'm4 6 4 4 4-4',
  close: 'm4 4 8 8M12 4l-8 8',
  check: 'm3 8.5 3.2 3.2L13 5',
  cross: 'm4.5 4.5 7 7M11.5 4.5l-7 7',
  undo: 'M6 3 3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.5 10.5 14 14',
  team: 'M5.5 7.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM2 13c0-2 1.6-3.5 3.5-3.5S9 11 9 13M10.5 7.5a1.8 1.8 0 1 0-.4-3.5M11 9.6c1.7.2 3 1.6 3 3.4',
  workspace: 'M2.5 4.5h4l1.2 1.5h5.8v6.5h-11z',
  sandbox: 'm8 2.5 5 2.7v5.6l-5 2.7-5-2.7V5.2zM3 5.2l5 2.8 5-2.8M8 8v5.5',
} as const

export type IconName = keyof typeof PATHS

/** A drawing beside a word; it says nothing by itself. */
export const Icon = ({ name }: { name: IconName }): VNode => html`
  <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d=${PATHS[name]} /></svg>
`

/** The mark: a hull on its slip. */
export const Mark = (): VNode => html`
  <svg class="logo" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path class="logo-hull" d="M3 8h15l-3.2 6H6.2z" />
    <path class="logo-slip" d="M2 17.5 22 21" />
  </svg>
`
