import type { VNode } from 'preact'
import { html } from 'htm/preact'
import { Removed, type Leftover } from '../../api/leftover.ts'
import { useBoardContext } from '../context.ts'
import { Form } from './form.ts'
import { Window } from './window.ts'

/** Asks before something is removed that no task knows of. */
export const RemoveLeftover = ({ leftover }: { leftover: Leftover }): VNode => {
  const { api, refreshLeftovers } = useBoardContext()
  const { id, kind, name, owner, reason } = leftover
  const send = async (): Promise<void> => {
    await api.send('DELETE', `/api/leftovers/${id}?confirm=${encodeURIComponent(name)}`, Removed)
    await refreshLeftovers()
  }
  return html`
    <${Window} title=${`Remove ${kind}`}>
      <${Form} verb="Remove for good" grave done=${`${name} was removed.`} send=${send}>
        ${() => html`
          <dl class="facts">
            <dt>Name</dt>
            <dd><code>${name}</code></dd>
            <dt>Made for</dt>
            <dd><code>${owner}</code></dd>
            <dt>Why it is here</dt>
            <dd>${reason}</dd>
          </dl>
          <p>It is removed from where it stands; nothing of it goes to the archive.</p>
        `}
      <//>
    <//>
  `
}
