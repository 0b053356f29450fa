import type { VNode } from 'preact'
import { html } from 'htm/preact'
import type { Dialog } from '../../state/ui.ts'
import { useUi } from '../context.ts'
import { CreateSandbox, CreateTeam, CreateWorkspace } from './create.ts'
import { Delete } from './delete.ts'
import { Output } from './output.ts'
import { RemoveLeftover } from './remove-leftover.ts'

const windowOf = (dialog: Dialog): VNode => {
  switch (dialog.of) {
    case 'create-team':
      return html`<${CreateTeam} />`
    case 'create-workspace':
      return html`<${CreateWorkspace} team=${dialog.team} />`
    case 'create-sandbox':
      return html`<${CreateSandbox} workspace=${dialog.workspace} />`
    case 'delete':
      return html`<${Delete} resource=${dialog.resource} parent=${dialog.parent} />`
    case 'remove-leftover':
      return html`<${RemoveLeftover} leftover=${dialog.leftover} />`
    case 'output':
      return html`<${Output} taskId=${dialog.taskId} name=${dialog.name} />`
  }
}

/** The window that is open. */
export const Dialogs = (): VNode | null => {
  const dialog = useUi((ui) => ui.dialog)
  return dialog === undefined ? null : windowOf(dialog)
}
