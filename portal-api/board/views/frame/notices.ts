import type { VNode } from 'preact'
import { html } from 'htm/preact'
import { clock } from '../../lib/time.ts'
import { putAway } from '../act.ts'
import { useBoard, useBoardContext, useUi } from '../context.ts'
import { Icon } from '../icons.ts'

/** Says that what is shown is old. */
export const LinkNotice = (): VNode | null => {
  const link = useBoard((board) => board.link)
  const heardAt = useBoard((board) => board.heardAt)
  if (link !== 'lost') return null
  const as = heardAt === 0 ? '' : ` This is how things stood at ${clock(heardAt)}.`
  return html`
    <div class="link-notice" role="alert">
      <b>The connection is lost.</b>${as} It is being tried again, and what happens meanwhile is caught up with.
    </div>
  `
}

/** Says that the page is of another version than what answers it. */
export const UpgradeNotice = (): VNode | null => {
  const outdated = useBoard((board) => board.outdated)
  if (!outdated) return null
  return html`
    <div class="link-notice upgraded" role="status">
      <span><b>Slipway was upgraded.</b> This page is of the version before.</span>
      <button type="button" class="small" onClick=${() => location.reload()}>Reload</button>
    </div>
  `
}

/** What came of what the user did. */
export const Notices = (): VNode => {
  const { ui } = useBoardContext()
  const notices = useUi((state) => state.notices)
  return html`
    <div class="notices" role="log" aria-label="Messages" aria-live="polite">
      ${notices.map(
        ({ id, grave, text, remedy }) =>
          html`<div key=${id} class=${grave ? 'notice grave' : 'notice'}>
            <div>
              <p>${text}</p>
              ${remedy !== undefined && html`<p class="fine">${remedy}</p>`}
            </div>
            <button type="button" class="icon-button" aria-label="Put away" onClick=${() => putAway({ ui }, id)}>
              <${Icon} name="close" />
            </button>
          </div>`,
      )}
    </div>
  `
}
