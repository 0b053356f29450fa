import type { ArgumentsCamelCase, Argv } from 'yargs'
import { ResourceRecord } from '#contract'
import { defineCommand, type Command, type Example, type Globals } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { namesAmong, type NameOf } from '../portal/names.ts'
import type { ListQuery } from '../portal/resources.ts'
import type { Portal } from '../portal/portal.ts'
import type { Resource, Resources } from '../portal/shapes.ts'
import { printPage } from '../screen/listing.ts'
import { resourceLines, resourceTable } from '../screen/resource-lines.ts'
import type { z } from 'zod'

interface Described {
  readonly usage: string
  readonly summary: string
  readonly examples: readonly Example[]
}

const Status = ResourceRecord.shape.status
type Page = z.infer<typeof Resources>

/** The names of resources; those of sandboxes have to be looked up. */
const namesOf = async (resources: readonly Resource[], portal: Portal): Promise<NameOf> =>
  namesAmong(resources.some(({ type }) => type === 'sandbox') ? await portal.resources() : [])

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
      const api = await portal()
      const page = await list(api, args, { status })
      await printPage(screen, page, async (items) => resourceTable(items, await namesOf(items, api), screen))
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
      else {
        const contents = (await inside?.(api, resource)) ?? []
        screen.print(...resourceLines(resource, contents, await namesOf([resource, ...contents], api), screen))
      }
      return EXIT.done
    },
  })
