import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { html } from 'htm/preact'
import { Problem } from '../../api/problem.ts'
import type { Resource } from '../../api/resource.ts'
import { Accepted, Plan } from '../../api/task.ts'
import { useBoard, useBoardContext } from '../context.ts'
import { counted } from '../names.ts'
import { pathOf } from '../resources/actions.ts'
import { Tick } from './field.ts'
import { Form } from './form.ts'
import { PlanView } from './plan.ts'
import { Window } from './window.ts'

type Planned = 'asking' | Plan | Problem

/** What would happen, asked anew whenever the choices change. */
const usePlan = (path: string): Planned => {
  const { api } = useBoardContext()
  const [planned, setPlanned] = useState<Planned>('asking')
  useEffect(() => {
    let over = false
    setPlanned('asking')
    api.send('DELETE', path, Plan).then(
      (plan) => {
        if (!over) setPlanned(plan)
      },
      (thrown: unknown) => {
        if (!(thrown instanceof Problem)) throw thrown
        if (!over) setPlanned(thrown)
      },
    )
    return () => {
      over = true
    }
  }, [api, path])
  return planned
}

const PlanOrReason = ({ planned }: { planned: Planned }): VNode => {
  if (planned === 'asking') return html`<p class="quiet" role="status">Asking what is going to happen…</p>`
  if (planned instanceof Problem)
    return html`<div class="refused" role="alert">
      <p><b>${planned.message}</b></p>
      <p>${planned.remedy} <code>${planned.code}</code></p>
    </div>`
  return html`<${PlanView} plan=${planned} />`
}

const CHILDREN = { team: 'workspace', workspace: 'sandbox', sandbox: '' } as const

/** Shows what a deletion takes away before it is begun. */
export const Delete = ({ resource, parent }: { resource: Resource; parent: Resource | undefined }): VNode => {
  const { api } = useBoardContext()
  const { type, slug, id } = resource
  const resources = useBoard((board) => board.resources)
  const children = [...resources.values()].filter((each) => each.type === CHILDREN[type] && each.parent_id === id)
  const told = counted(children.length, CHILDREN[type], type === 'workspace' ? 'sandboxes' : undefined)
  const [cascade, setCascade] = useState(children.length > 0)
  const [keep, setKeep] = useState(false)
  const query = [...(cascade ? ['cascade=true'] : []), ...(keep ? ['keep_repository=true'] : [])]
  const address = (more: readonly string[]): string => {
    const all = [...query, ...more]
    return `${pathOf(resource, parent)}${all.length === 0 ? '' : `?${all.join('&')}`}`
  }
  const planned = usePlan(address(['dry_run=true']))
  const ready = planned !== 'asking' && !(planned instanceof Problem)
  return html`
    <${Window} title=${`Delete ${type} ${slug}`} wide>
      <${Form}
        verb=${`Delete ${type}`}
        grave
        disabled=${!ready}
        done=${`${slug} is being deleted.`}
        send=${() => api.send('DELETE', address([]), Accepted)}
      >
        ${() => html`
          ${
            children.length > 0 &&
            html`<${Tick} name="cascade" checked=${cascade} onTick=${setCascade}>
              ${`Delete what is in it as well: ${told}`}
            <//>`
          }
          ${
            type === 'workspace' &&
            html`<${Tick} name="keep_repository" checked=${keep} onTick=${setKeep}>Keep its repository<//>`
          }
          <${PlanOrReason} planned=${planned} />
        `}
      <//>
    <//>
  `
}
