import type { VNode } from 'preact'
import { html } from 'htm/preact'
import { plain } from '../../lib/plain.ts'
import { useBoard, useBoardContext } from '../context.ts'
import { Time } from '../time.ts'

const REASONS: Readonly<Record<string, string>> = { missing: 'in the ledger, and not there' }

/** What the sweeper could not take away. Nothing is drawn for who may not see it. */
export const LeftoversSection = (): VNode | null => {
  const leftovers = useBoard((board) => board.leftovers)
  const { ui } = useBoardContext()
  if (leftovers === undefined) return null
  return html`
    <section id="leftovers" aria-labelledby="leftovers-title">
      <div class="section-head">
        <h2 id="leftovers-title" tabindex="-1">Leftovers</h2>
        <span class=${leftovers.length > 0 ? 'count grave' : 'count'}>${leftovers.length}</span>
      </div>
      ${
        leftovers.length === 0
          ? html`<p class="quiet">
              Nothing is left over: what stands is in the ledger, and what is in the ledger stands.
            </p>`
          : html`<ul class="lines">
              ${leftovers.map(
                (leftover) =>
                  html`<li key=${leftover.id} class="leftover" data-leftover=${leftover.id}>
                    <div>
                      <p><span class="kind">${leftover.kind}</span> <b>${leftover.name}</b></p>
                      <p class="fine">
                        ${REASONS[leftover.reason] ?? leftover.reason} · found <${Time} at=${leftover.found_at} />
                      </p>
                      ${leftover.failure !== undefined && html`<p class="fine grave">${plain(leftover.failure.message)}</p>`}
                    </div>
                    ${
                      leftover.reason !== 'missing' &&
                      html`<button
                        type="button"
                        class="small"
                        aria-label=${`Remove ${leftover.kind} ${leftover.name}`}
                        onClick=${() => ui.dispatch({ dialog: { of: 'remove-leftover', leftover } })}
                      >
                        Remove…
                      </button>`
                    }
                  </li>`,
              )}
            </ul>`
      }
    </section>
  `
}
