import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { html } from 'htm/preact'
import type { Principal } from '../../api/me.ts'
import type { Link } from '../../state/model.ts'
import { useBoard, useBoardContext, useUi } from '../context.ts'
import { Icon, Mark } from '../icons.ts'

const LINKS: Readonly<Record<Link, string>> = { connecting: 'Connecting', live: 'Live', lost: 'Not connected' }

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement

/** "/" goes to the filter, from anywhere but a field. */
const Filter = (): VNode => {
  const { ui } = useBoardContext()
  const filter = useUi((state) => state.filter)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const over = new AbortController()
    document.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== '/' || isTyping(event.target) || ui.get().dialog !== undefined) return
        event.preventDefault()
        input.current?.focus()
      },
      { signal: over.signal },
    )
    return () => over.abort()
  }, [ui])
  const changed = ({ currentTarget }: Event): void => {
    if (currentTarget instanceof HTMLInputElement) ui.dispatch({ filter: currentTarget.value })
  }
  return html`
    <div class="filter">
      <${Icon} name="search" />
      <input
        ref=${input}
        type="search"
        aria-label="Filter resources by name"
        placeholder="Filter"
        autocomplete="off"
        spellcheck=${false}
        value=${filter}
        onInput=${changed}
      />
      <kbd aria-hidden="true">/</kbd>
    </div>
  `
}

export const Header = ({ principal }: { principal: Principal }): VNode => {
  const { ui, signOut } = useBoardContext()
  const link = useBoard((board) => board.link)
  const openNew = ({ currentTarget: button }: MouseEvent): void => {
    if (!(button instanceof HTMLElement)) return
    const items = [
      { label: 'Team…', act: () => ui.dispatch({ dialog: { of: 'create-team' } }) },
      { label: 'Workspace…', act: () => ui.dispatch({ dialog: { of: 'create-workspace' } }) },
      { label: 'Sandbox…', act: () => ui.dispatch({ dialog: { of: 'create-sandbox' } }) },
    ]
    ui.dispatch({ menu: { button, items } })
  }
  const openAccount = ({ currentTarget: button }: MouseEvent): void => {
    if (!(button instanceof HTMLElement)) return
    const admin = principal.scopes.includes('admin')
    const items = [
      { label: 'API', act: () => void open('/docs', '_blank', 'noopener') },
      ...(admin ? [{ label: 'Queue internals', act: () => void open('/queues', '_blank', 'noopener') }] : []),
      { label: 'Sign out', act: () => void signOut() },
    ]
    ui.dispatch({ menu: { button, items } })
  }
  return html`
    <header class="top">
      <h1><${Mark} />Slipway</h1>
      <${Filter} />
      <p class="link" data-link=${link} role="status">
        <span class="link-dot" aria-hidden="true"></span><span class="link-word">${LINKS[link]}</span>
      </p>
      <button type="button" class="strong" aria-haspopup="menu" onClick=${openNew}><${Icon} name="plus" />New</button>
      <button type="button" class="account" aria-haspopup="menu" onClick=${openAccount}>
        <span class="account-name">${principal.name}</span><${Icon} name="down" />
      </button>
    </header>
  `
}
