import type { VNode } from 'preact'
import { html } from 'htm/preact'
import type { Resource } from '../../api/resource.ts'
import type { Task } from '../../api/task.ts'
import { memo } from '../../lib/hooks.ts'
import { useBoardContext, usePrincipal } from '../context.ts'
import { Icon } from '../icons.ts'
import { StateMark } from '../state-mark.ts'
import { actionsOf } from './actions.ts'

const textIn = (metadata: Resource['metadata'], key: string): string | undefined => {
  const value = metadata[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}

const ADDRESS = /^https?:\/\//

/** Where it answers. On a suspended one nothing does. */
const Address = ({ resource }: { resource: Resource }): VNode => {
  const { metadata, status, slug } = resource
  const host = textIn(metadata, 'subdomain')
  const url = textIn(metadata, 'url') ?? (host === undefined ? undefined : `https://${host}`)
  if (url === undefined || !ADDRESS.test(url) || status !== 'active')
    return html`<span class="address quiet">${host ?? ''}</span>`
  return html`
    <a class="address" href=${url} target="_blank" rel="noopener noreferrer" aria-label=${`Open ${slug}`}>
      <span>${host ?? url}</span><${Icon} name="out" />
    </a>
  `
}

const KINDS = { team: 'Team', workspace: 'Workspace', sandbox: 'Sandbox' } as const

interface RowProps {
  readonly resource: Resource
  readonly parent: Resource | undefined
  readonly name: string
  readonly task: Task | undefined
  readonly children?: VNode
}

/** A resource in a line: its name, how it stands, where it answers, what can be done with it. */
export const ResourceRow = memo(({ resource, parent, name, task }: RowProps): VNode => {
  const context = useBoardContext()
  const { type, slug, status } = resource
  const actions = actionsOf(context, usePrincipal(), resource, parent)
  const openMenu = ({ currentTarget }: MouseEvent): void => {
    if (!(currentTarget instanceof HTMLElement)) return
    context.ui.dispatch({ menu: { button: currentTarget, items: actions } })
  }
  return html`
    <div class="row" data-type=${type} data-slug=${slug} data-status=${status}>
      <span class="row-name"
        ><${Icon} name=${type} /><span class="sr">${KINDS[type]} </span
        ><span class="row-label" title=${slug}>${name}</span></span
      >
      <${StateMark} status=${status} task=${task} />
      <${Address} resource=${resource} />
      ${
        actions.length > 0 &&
        html`<button
          type="button"
          class="icon-button"
          aria-haspopup="menu"
          aria-label=${`Actions for ${slug}`}
          onClick=${openMenu}
        >
          <${Icon} name="dots" />
        </button>`
      }
    </div>
  `
})
