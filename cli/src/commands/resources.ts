import type { ArgumentsCamelCase, Argv } from 'yargs'
import { ResourceRecord } from '#contract'
import { defineCommand, type Command, type Example, type Globals } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import type { ListQuery } from '../portal/resources.ts'
import type { Portal } from '../portal/portal.ts'
import type { Resource, Resources } from '../portal/shapes.ts'
import { ago } from '../screen/duration.ts'
import type { Paint } from '../screen/paint.ts'
import { labelled } from '../screen/result-lines.ts'
import { table, type Column } from '../screen/table.ts'
import type { z } from 'zod'

interface Described {
  readonly usage: string
  readonly summary: string
  readonly examples: readonly Example[]
}

const Status = ResourceRecord.shape.status
type Page = z.infer<typeof Resources>

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

const columnsOf = (paint: Paint): Column<Resource>[] => [
  { title: 'slug', cell: ({ slug }) => slug, paint: (text) => paint.bold(text) },
  { title: 'status', cell: ({ status }) => status, paint: (text, row) => painted(text, row, paint) },
  { title: 'contains', cell: ({ children, type }) => (type === 'sandbox' ? '' : String(children)), align: 'right' },
  { title: 'host', cell: ({ metadata }) => metadata.subdomain ?? '' },
  { title: 'changed', cell: ({ updated_at }) => ago(updated_at, Date.now()) },
]

interface ListSpec<T> extends Described {
  readonly options: (yargs: Argv<Globals>) => Argv<T>
  readonly list: (portal: Portal, args: ArgumentsCamelCase<T>, query: ListQuery) => Promise<Page>
}

/** A command that lists resources of a kind. */
export const listCommand = <T extends Globals>({ options, list, ...described }: ListSpec<T>): Command =>
  defineCommand({
    ...described,
    options: (yargs) =>
      options(yargs.option('status', { choices: Status.options, describe: 'Only those in this state' })),
    run: async (args, { screen, portal }) => {
      // What `options` makes of its argument no type tells: this has put the status there.
      const { data: status } = Status.safeParse(args.status)
      const page = await list(await portal(), args, { status })
      if (screen.json) screen.printJson(page)
      else if (page.items.length === 0) screen.say(screen.paintErr.dim('There are none.'))
      else screen.print(...table(columnsOf(screen.paint), page.items, screen.paint))
      return EXIT.done
    },
  })

interface ShowSpec<T> extends Described {
  readonly options: (yargs: Argv<Globals>) => Argv<T>
  readonly show: (portal: Portal, args: ArgumentsCamelCase<T>) => Promise<Resource>
  /** What it contains. */
  readonly inside?: (portal: Portal, resource: Resource) => Promise<readonly Resource[]>
}

/** A command that shows one resource. */
export const showCommand = <T extends Globals>({ show, inside, ...described }: ShowSpec<T>): Command =>
  defineCommand({
    ...described,
    run: async (args, { screen, portal }) => {
      const api = await portal()
      const resource = await show(api, args)
      if (screen.json) screen.printJson(resource)
      else screen.print(...resourceLines(resource, (await inside?.(api, resource)) ?? [], screen.paint))
      return EXIT.done
    },
  })

/** Metadata that is in lines of its own, or of no use to people. */
const NOT_SHOWN: ReadonlySet<string> = new Set(['container_ids', 'affected', 'agent_webhook_secret'])

const resourceLines = (resource: Resource, inside: readonly Resource[], paint: Paint): string[] => {
  const { type, slug, status, id, created_at, updated_at, task_id, metadata } = resource
  const told = Object.entries(metadata).flatMap(([key, value]) =>
    typeof value === 'string' && !NOT_SHOWN.has(key) ? [[key, value] as const] : [],
  )
  const now = Date.now()
  const facts = labelled(
    [
      ['id', id],
      ...told,
      ['created', `${created_at} (${ago(created_at, now)})`],
      ['changed', `${updated_at} (${ago(updated_at, now)}), by task ${task_id}`],
    ],
    paint,
  )
  const contents = inside.length === 0 ? [] : ['', ...table(columnsOf(paint), inside, paint)]
  return [`${paint.bold(`${type} ${slug}`)}  ${painted(status, resource, paint)}`, ...facts, ...contents]
}
