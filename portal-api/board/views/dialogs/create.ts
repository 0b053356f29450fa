import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { html } from 'htm/preact'
import type { Problem } from '../../api/problem.ts'
import type { Resource } from '../../api/resource.ts'
import { Accepted } from '../../api/task.ts'
import { mayEver, refusalOf, type Deed } from '../../state/allowed.ts'
import { useBoard, useBoardContext, usePrincipal } from '../context.ts'
import { Choice, Field, SLUG, SLUG_HINT, Tick } from './field.ts'
import { Form, type Fields } from './form.ts'
import { Window } from './window.ts'

/** Resources of a type that somebody may put something into, by name. */
const useOpen = (type: Resource['type'], deed: Deed): readonly Resource[] => {
  const principal = usePrincipal()
  const resources = useBoard((board) => board.resources)
  return [...resources.values()]
    .filter((each) => each.type === type && each.status === 'active')
    .filter(({ team_id }) => refusalOf(principal, deed, team_id) === undefined)
    .sort((a, b) => (a.slug < b.slug ? -1 : 1))
}

const SlugField = ({ problem }: { problem: Problem | undefined }): VNode =>
  html`<${Field}
    name="slug"
    label="Name"
    hint=${SLUG_HINT}
    problem=${problem}
    input=${{ ...SLUG, required: true, autofocus: true }}
  />`

export const CreateTeam = (): VNode => {
  const { api } = useBoardContext()
  const send = (fields: Fields) => api.send('POST', '/api/teams', Accepted, fields)
  return html`
    <${Window} title="New team">
      <${Form} verb="Create team" done="The team is being provisioned." send=${send}>
        ${(problem: Problem | undefined) => html`
          <${SlugField} problem=${problem} />
          <${Field} name="name" label="Title" hint="Optional" problem=${problem} input=${{ maxlength: 200 }} />
          <${Field}
            name="owner_email"
            label="E-mail of its owner"
            hint="Optional; the owner is the team's first member"
            problem=${problem}
            input=${{ type: 'email', maxlength: 254 }}
          />
        `}
      <//>
    <//>
  `
}

const NEW_TEAM = 'new'
const REPOSITORY = { pattern: '[A-Za-z0-9][A-Za-z0-9\\-]*/[A-Za-z0-9_][A-Za-z0-9._\\-]*' } as const

/** The team that is given or, without one, a new one of the workspace's name. */
export const CreateWorkspace = ({ team }: { team: Resource | undefined }): VNode => {
  const { api } = useBoardContext()
  const principal = usePrincipal()
  const teams = useOpen('team', 'workspace.create')
  const [isPrivate, setPrivate] = useState(true)
  const options = [
    ...teams.map(({ id, slug }) => ({ value: id, label: slug })),
    ...(mayEver(principal, 'team.create') ? [{ value: NEW_TEAM, label: 'A new team of the same name' }] : []),
  ]
  const send = ({ team_id, private: _private, ...fields }: Fields) =>
    api.send('POST', '/api/workspaces', Accepted, {
      ...fields,
      private: isPrivate,
      ...(team_id === NEW_TEAM ? {} : { team_id }),
    })
  return html`
    <${Window} title="New workspace">
      ${
        options.length === 0
          ? html`<p class="form">A workspace goes into a team, and you are admin or owner of none that is active.</p>`
          : html`<${Form} verb="Create workspace" done="The workspace is being provisioned." send=${send}>
              ${(problem: Problem | undefined) => html`
                <${SlugField} problem=${problem} />
                <${Choice} name="team_id" label="Team" value=${team?.id ?? teams[0]?.id} options=${options} />
                <${Field}
                  name="template_repo"
                  label="Template repository"
                  hint="As owner/name on the forge; the new repository is made from it"
                  problem=${problem}
                  input=${{ ...REPOSITORY, required: true, placeholder: 'slipway/sample' }}
                />
                <${Tick} name="private" checked=${isPrivate} onTick=${setPrivate}>The repository is private<//>
              `}
            <//>`
      }
    <//>
  `
}

export const CreateSandbox = ({ workspace }: { workspace: Resource | undefined }): VNode => {
  const { api } = useBoardContext()
  const workspaces = useOpen('workspace', 'sandbox.create')
  const options = workspaces.map(({ slug }) => ({ value: slug, label: slug }))
  const send = ({ workspace: slug, ...fields }: Fields) =>
    api.send('POST', `/api/workspaces/${slug ?? ''}/sandboxes`, Accepted, fields)
  return html`
    <${Window} title="New sandbox">
      ${
        workspaces.length === 0
          ? html`<p class="form">A sandbox is made from a workspace, and none is active yet.</p>`
          : html`<${Form} verb="Create sandbox" done="The sandbox is being provisioned." send=${send}>
              ${(problem: Problem | undefined) => html`
                <${SlugField} problem=${problem} />
                <${Choice}
                  name="workspace"
                  label="Workspace"
                  value=${workspace?.slug ?? workspaces[0]?.slug}
                  options=${options}
                />
                <${Field}
                  name="source_branch"
                  label="From branch"
                  hint="Its branch starts there, with a copy of the workspace's database"
                  problem=${problem}
                  input=${{ defaultValue: 'main', required: true }}
                />
              `}
            <//>`
      }
    <//>
  `
}
