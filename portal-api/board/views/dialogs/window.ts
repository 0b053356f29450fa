import type { ComponentChildren, VNode } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { html } from 'htm/preact'
import { useBoardContext } from '../context.ts'
import { Icon } from '../icons.ts'

interface WindowProps {
  readonly title: string
  readonly wide?: boolean
  readonly children?: ComponentChildren
}

/** A window before the page: the browser keeps the focus in it, and Escape closes it. */
export const Window = ({ title, wide = false, children }: WindowProps): VNode => {
  const { ui } = useBoardContext()
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const { activeElement } = document
    dialog.current?.showModal()
    return () => {
      if (activeElement instanceof HTMLElement) activeElement.focus()
    }
  }, [])
  const close = (): void => ui.dispatch({ dialog: undefined })
  return html`
    <dialog ref=${dialog} class=${wide ? 'wide' : ''} aria-labelledby="dialog-title" onClose=${close}>
      <div class="dialog-head">
        <h2 id="dialog-title">${title}</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick=${close}><${Icon} name="close" /></button>
      </div>
      ${children}
    </dialog>
  `
}
