import type { NameOf } from '../portal/names.ts'
import type { Resource } from '../portal/shapes.ts'
import { ago } from './duration.ts'
import type { Paint } from './paint.ts'
import { labelled } from './result-lines.ts'
import type { Screen } from './screen.ts'
import { table, type Column } from './table.ts'

const painted = (text: string, { status }: Resource, paint: Paint): string => {
  switch (status) {
    case 'active':
      return paint.green(text)
    case 'suspended':
      return paint.dim(text)
    case 'deleting':
      return paint.red(text)
  }
}

const columnsOf = (title: string, nameOf: NameOf, paint: Paint): Column<Resource>[] => [
  { title, cell: nameOf, paint: (text) => paint.bold(text) },
  { title: 'status', cell: ({ status }) => status, paint: (text, row) => painted(text, row, paint) },
  {
    title: 'contains',
    cell: ({ children, type }) => (type === 'sandbox' ? '' : String(children)),
    align: 'right',
    leaves: 1,
  },
  { title: 'host', cell: ({ metadata }) => metadata.subdomain ?? '', leaves: 2 },
  { title: 'changed', cell: ({ updated_at }) => ago(updated_at, Date.now()), leaves: 3 },
]

/** Resources of one type, by the names that other commands know them by. */
export const resourceTable = (
  resources: readonly Resource[],
  nameOf: NameOf,
  { paint, width }: Pick<Screen, 'paint' | 'width'>,
): string[] => table(columnsOf(resources[0]?.type ?? '', nameOf, paint), resources, paint, width)

/** Metadata that is in lines of its own, or of no use to people. */
const NOT_SHOWN: ReadonlySet<string> = new Set(['container_ids', 'affected', 'agent_webhook_secret'])

/** A resource, and what it contains. */
export const resourceLines = (
  resource: Resource,
  inside: readonly Resource[],
  nameOf: NameOf,
  screen: Pick<Screen, 'paint' | 'width'>,
): string[] => {
  const { paint } = screen
  const { type, status, id, created_at, updated_at, task_id, metadata } = resource
  const told = Object.entries(metadata).flatMap(([key, value]) =>
    typeof value === 'string' && !NOT_SHOWN.has(key) ? [[key, value] as const] : [],
  )
  const now = Date.now()
  const facts = labelled(
    [
      ['id', id],
      ...told,
      ['created', `${created_at} (${ago(created_at, now)})`],
      ['changed', `${updated_at} (${ago(updated_at, now)})`],
      ['by task', task_id],
    ],
    paint,
  )
  const contents = inside.length === 0 ? [] : ['', ...resourceTable(inside, nameOf, screen)]
  return [`${paint.bold(`${type} ${nameOf(resource)}`)}  ${painted(status, resource, paint)}`, ...facts, ...contents]
}
