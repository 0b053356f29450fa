import type { VNode } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { html } from 'htm/preact'
import type { Menu as MenuState, MenuItem } from '../../state/ui.ts'
import { useBoardContext, useUi } from '../context.ts'

const ROOM_PX = 8

/** Below its button, at its right edge; above it where there is no room below. */
const place = (menu: HTMLElement, button: HTMLElement): void => {
  const at = button.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = menu
  const below = at.bottom + 4
  const top = below + height > innerHeight - ROOM_PX ? Math.max(ROOM_PX, at.top - height - 4) : below
  menu.style.top = `${top}px`
  menu.style.left = `${Math.max(ROOM_PX, Math.min(at.right - width, innerWidth - width - ROOM_PX))}px`
}

const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_at, count) => count - 1,
}

const walk = (event: KeyboardEvent): void => {
  const { currentTarget, key } = event
  const step = STEPS[key]
  if (step === undefined || !(currentTarget instanceof HTMLElement)) return
  const items = [...currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')]
  const at = items.findIndex((item) => item === document.activeElement)
  items[step(at, items.length)]?.focus()
  event.preventDefault()
}

const Open = ({ menu }: { menu: MenuState }): VNode => {
  const { ui } = useBoardContext()
  const list = useRef<HTMLDivElement>(null)
  const { button, items } = menu
  const close = (): void => {
    if (ui.get().menu === menu) ui.dispatch({ menu: undefined })
  }
  useLayoutEffect(() => {
    const { current } = list
    if (current === null) return
    current.showPopover()
    place(current, button)
    current.querySelector<HTMLElement>('[role=menuitem]')?.focus()
    button.setAttribute('aria-expanded', 'true')
    return () => button.removeAttribute('aria-expanded')
  }, [menu])
  const pick = ({ act, refusal }: MenuItem): void => {
    if (refusal !== undefined) return
    button.focus()
    close()
    act()
  }
  const onToggle = (event: ToggleEvent): void => {
    if (event.newState === 'closed') close()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Tab' || event.key === 'Escape') {
      event.preventDefault()
      button.focus()
      close()
    } else walk(event)
  }
  return html`
    <div
      ref=${list}
      class="menu"
      popover="auto"
      role="menu"
      aria-label=${button.getAttribute('aria-label') ?? button.textContent}
      onToggle=${onToggle}
      onKeyDown=${onKeyDown}
    >
      ${items.map(
        (item) =>
          html`<button
            key=${item.label}
            type="button"
            role="menuitem"
            tabindex="-1"
            class=${item.grave === true ? 'grave' : ''}
            aria-disabled=${item.refusal === undefined ? undefined : 'true'}
            onClick=${() => pick(item)}
          >
            ${item.label}${item.refusal !== undefined && html` <span class="refusal">${item.refusal}</span>`}
          </button>`,
      )}
    </div>
  `
}

/** The menu that is open. One for the whole page: rows are many, and only one of them is asked at a time. */
export const Menu = (): VNode | null => {
  const menu = useUi((ui) => ui.menu)
  return menu === undefined ? null : html`<${Open} key=${menu.items} menu=${menu} />`
}
