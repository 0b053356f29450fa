import type { VNode } from 'preact'
import { html } from 'htm/preact'
import { hasScope, seesNothing } from '../state/allowed.ts'
import { useUi } from './context.ts'
import { Dialogs } from './dialogs/dialogs.ts'
import { Header } from './frame/header.ts'
import { Menu } from './frame/menu.ts'
import { LinkNotice, Notices, UpgradeNotice } from './frame/notices.ts'
import { Signs } from './frame/signs.ts'
import { ResourcesSection } from './resources/section.ts'
import { AgentsSection } from './side/agents.ts'
import { LeftoversSection } from './side/leftovers.ts'
import { QueuesSection } from './side/queues.ts'
import { NoAccess } from './no-access.ts'
import { SignIn } from './sign-in.ts'
import { TasksSection } from './tasks/section.ts'

const PARTS = [
  ['tasks', 'Tasks'],
  ['resources', 'Resources'],
  ['agents', 'Agents'],
  ['queues', 'Queues'],
] as const

/** Where things are, for those who can't see all of the page at once. */
const Parts = (): VNode => html`
  <nav class="parts" aria-label="Parts of the page">
    ${PARTS.map(([id, label]) => html`<a key=${id} href=${`#${id}`}>${label}</a>`)}
  </nav>
`

/** The whole page. */
export const App = (): VNode | null => {
  const session = useUi((ui) => ui.session)
  if (session === 'unknown') return null
  if (session === 'out') return html`<${SignIn} />`
  const { principal } = session
  if (seesNothing(principal)) return html`<${NoAccess} principal=${principal} />`
  const watches = hasScope(principal, 'tasks:read')
  return html`
    <${Signs} />
    <${Header} principal=${principal} />
    <${LinkNotice} />
    <${UpgradeNotice} />
    ${watches && html`<${Parts} />`}
    <main class=${watches ? 'board' : 'board bare'}>
      ${watches && html`<${TasksSection} />`}
      <${ResourcesSection} />
      ${
        watches &&
        html`<div class="side">
          <${AgentsSection} />
          <${QueuesSection} />
          <${LeftoversSection} />
        </div>`
      }
      <${Notices} />
      <${Dialogs} />
      <${Menu} />
    </main>
  `
}
