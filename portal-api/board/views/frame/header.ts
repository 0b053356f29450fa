import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { html } from 'htm/preact'
import type { Principal } from '../../api/me.ts'
import { hasScope, isReadOnly, mayEver } from '../../state/allowed.ts'
import type { Link } from '../../state/model.ts'
import { useBoard, useBoardContext, useUi } from '../context.ts'
import { Icon, Mark } from '../icons.ts'

const LINKS: Readonly<Record<Link, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  polled: 'Read now and then',
  lost: 'Not connected',
}

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

const NEW = [
  { deed: 'team.create', label: 'Team…', dialog: { of: 'create-team' } },
  { deed: 'workspace.create', label: 'Workspace…', dialog: { of: 'create-workspace' } },
  { deed: 'sandbox.create', label: 'Sandbox…', dialog: { of: 'create-sandbox' } },
] as const

/** What somebody may make; who may change nothing at all is told so instead. */
const New = ({ principal }: { principal: Principal }): VNode | null => {
  const { ui } = useBoardContext()
  const offered = NEW.filter(({ deed }) => mayEver(principal, deed))
  if (isReadOnly(principal)) return html`<span class="read-only">Read only</span>`
  if (offered.length === 0) return null
  const open = ({ currentTarget: button }: MouseEvent): void => {
    if (!(button instanceof HTMLElement)) return
    const items = offered.map(({ label, dialog }) => ({ label, act: () => ui.dispatch({ dialog }) }))
    ui.dispatch({ menu: { button, items } })
  }
  return html`
    <button type="button" class="strong" aria-haspopup="menu" onClick=${open}><${Icon} name="plus" />New</button>
  `
}

export const Header = ({ principal }: { principal: Principal }): VNode => {
  const { ui, signOut } = useBoardContext()
  const link = useBoard((board) => board.link)
  const openAccount = ({ currentTarget: button }: MouseEvent): void => {
    if (!(button instanceof HTMLElement)) return
    const admin = hasScope(principal, 'admin')
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
      <${New} principal=${principal} />
      <button
        type="button"
        class="account"
        aria-haspopup="menu"
        aria-label=${`Account: ${principal.name}`}
        onClick=${openAccount}
      >
        <span class="account-name">${principal.name}</span><${Icon} name="down" />
      </button>
    </header>
  `
}
