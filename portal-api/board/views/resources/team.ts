import type { VNode } from 'preact'
import { html } from 'htm/preact'
import { keyOf, type Resource } from '../../api/resource.ts'
import type { Task } from '../../api/task.ts'
import type { TeamShown, WorkspaceShown } from '../../state/select.ts'
import { sandboxSlug } from './actions.ts'
import { ResourceRow } from './row.ts'

type AtWork = ReadonlyMap<string, Task>

interface WorkspaceProps {
  readonly shown: WorkspaceShown
  readonly team: Resource | undefined
  readonly atWork: AtWork
}

const WorkspaceGroup = ({ shown: { workspace, sandboxes }, team, atWork }: WorkspaceProps): VNode => html`
  <li>
    <${ResourceRow} resource=${workspace} parent=${team} name=${workspace.slug} task=${atWork.get(keyOf(workspace))} />
    ${
      sandboxes.length > 0 &&
      html`<ul aria-label=${`Sandboxes of ${workspace.slug}`}>
        ${sandboxes.map(
          (sandbox) =>
            html`<li key=${sandbox.id}>
              <${ResourceRow}
                resource=${sandbox}
                parent=${workspace}
                name=${sandboxSlug(sandbox, workspace)}
                task=${atWork.get(keyOf(sandbox))}
              />
            </li>`,
        )}
      </ul>`
    }
  </li>
`

/** Rows of a team's height, for the scroll bar before it is drawn. */
const heightOf = ({ workspaces }: TeamShown): string =>
  `auto ${40 + workspaces.reduce((rows, { sandboxes }) => rows + 1 + sandboxes.length, 0) * 32}px`

/** A team with its workspaces and their sandboxes. */
export const TeamGroup = ({ shown, atWork }: { shown: TeamShown; atWork: AtWork }): VNode => {
  const { team, workspaces } = shown
  return html`
    <li class="team" style=${{ containIntrinsicBlockSize: heightOf(shown) }}>
      ${
        team === undefined
          ? html`<p class="quiet stray">Of teams that you do not see</p>`
          : html`<${ResourceRow}
              resource=${team}
              parent=${undefined}
              name=${team.slug}
              task=${atWork.get(keyOf(team))}
            />`
      }
      ${
        workspaces.length > 0 &&
        html`<ul aria-label=${team === undefined ? 'Workspaces' : `Workspaces of ${team.slug}`}>
          ${workspaces.map(
            (each) => html`<${WorkspaceGroup} key=${each.workspace.id} shown=${each} team=${team} atWork=${atWork} />`,
          )}
        </ul>`
      }
    </li>
  `
}
