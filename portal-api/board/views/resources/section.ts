import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import { html } from 'htm/preact'
import { selectAtWork, selectTree } from '../../state/select.ts'
import { useBoard, useBoardContext, usePrincipal, useUi } from '../context.ts'
import { Icon } from '../icons.ts'
import { counted } from '../names.ts'
import { mayEver } from '../../state/allowed.ts'
import { TeamGroup } from './team.ts'

const Empty = (): VNode => {
  const { ui } = useBoardContext()
  const principal = usePrincipal()
  const mine = principal.teams === 'all' ? '' : ' of your teams'
  if (!mayEver(principal, 'team.create'))
    return html`
      <div class="empty">
        <${Icon} name="team" />
        <h3>Nothing${mine} stands yet</h3>
        <p>What others create is shown here as soon as it stands.</p>
      </div>
    `
  return html`
    <div class="empty">
      <${Icon} name="team" />
      <h3>Nothing${mine} stands yet</h3>
      <p>
        A team comes first: it gets a database, a certificate and a container of its own. Workspaces and sandboxes go
        into it.
      </p>
      <button type="button" class="strong" onClick=${() => ui.dispatch({ dialog: { of: 'create-team' } })}>
        Create a team
      </button>
    </div>
  `
}

/** Up and down go from one resource to the next, as in any list. */
const walk = (event: KeyboardEvent): void => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  const { currentTarget, target } = event
  if (step === undefined || !(currentTarget instanceof HTMLElement) || !(target instanceof HTMLElement)) return
  const rows = [...currentTarget.querySelectorAll<HTMLElement>('.row:has(button, a)')]
  const at = rows.findIndex((row) => row.contains(target))
  const next = at === -1 ? undefined : rows[at + step]
  if (next === undefined) return
  event.preventDefault()
  const stop = next.querySelector('button') ?? next.querySelector('a')
  stop?.focus()
}

/** Teams with their workspaces and sandboxes. */
export const ResourcesSection = (): VNode => {
  const resources = useBoard((board) => board.resources)
  const tasks = useBoard((board) => board.tasks)
  const loaded = useBoard((board) => board.loaded)
  const filter = useUi((ui) => ui.filter)
  const tree = useMemo(() => selectTree(resources, filter), [resources, filter])
  const atWork = useMemo(() => selectAtWork(tasks), [tasks])
  const count = (type: string): number => [...resources.values()].filter((each) => each.type === type).length
  const told = useMemo(
    () =>
      [
        counted(count('team'), 'team'),
        counted(count('workspace'), 'workspace'),
        counted(count('sandbox'), 'sandbox', 'sandboxes'),
      ].join(' · '),
    [resources],
  )
  return html`
    <section id="resources" class="resources" aria-labelledby="resources-title">
      <div class="section-head">
        <h2 id="resources-title" tabindex="-1">Resources</h2>
        ${resources.size > 0 && html`<span class="told">${told}</span>`}
      </div>
      ${!loaded && html`<p class="quiet">Reading what stands…</p>`}
      ${loaded && resources.size === 0 && html`<${Empty} />`}
      ${resources.size > 0 && tree.length === 0 && html`<p class="quiet">No name has “${filter}” in it.</p>`}
      ${
        tree.length > 0 &&
        html`<ul class="tree" onKeyDown=${walk}>
          ${tree.map((shown) => html`<${TeamGroup} key=${shown.team?.id ?? ''} shown=${shown} atWork=${atWork} />`)}
        </ul>`
      }
    </section>
  `
}
