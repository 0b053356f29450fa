import { Failure } from '#contract'
import { defineCommand, type Group } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import type { Leftover } from '../portal/shapes.ts'
import { confirm, requireSomebody } from '../screen/confirm.ts'
import { ago } from '../screen/duration.ts'
import { table, type Column } from '../screen/table.ts'

const COLUMNS: readonly Column<Leftover>[] = [
  { title: 'id', cell: ({ id }) => id },
  { title: 'kind', cell: ({ kind }) => kind },
  { title: 'name', cell: ({ name }) => name },
  { title: 'owner', cell: ({ owner }) => owner, leaves: 2 },
  { title: 'why', cell: ({ reason }) => reason, least: 16 },
  { title: 'found', cell: ({ found_at }) => ago(found_at, Date.now()), leaves: 1 },
]

const list = defineCommand({
  usage: '$0',
  summary: 'List what the sweeper found and could not remove, or misses',
  examples: [
    ['slipway leftovers', 'Exit code 4 if there is anything'],
    ['slipway leftovers --json', 'For programs'],
  ],
  options: (yargs) => yargs,
  run: async (_args, { screen, portal }) => {
    const page = await (await portal()).leftovers()
    if (screen.json) screen.printJson(page)
    else if (page.items.length === 0) screen.print('Nothing is left over.')
    else screen.print(...table(COLUMNS, page.items, screen.paint, screen.width))
    return page.items.length === 0 ? EXIT.done : EXIT.leftovers
  },
})

const remove = defineCommand({
  usage: 'remove <leftover>',
  summary: 'Remove something that is left over, after you have confirmed it',
  examples: [
    ['slipway leftovers remove 5f2c9a1b3d4e6f70', 'Say what it is, ask, and remove it'],
    ['slipway leftovers remove 5f2c9a1b3d4e6f70 --yes', 'Without asking'],
  ],
  options: (yargs) =>
    yargs
      .positional('leftover', { type: 'string', demandOption: true, describe: 'Its id, as slipway leftovers lists it' })
      .option('yes', { type: 'boolean', alias: 'y', default: false, describe: "Don't ask" }),
  run: async ({ leftover: id, yes }, { screen, portal, signal }) => {
    const api = await portal()
    const found = (await api.leftovers()).items.find((each) => each.id === id)
    if (found === undefined)
      throw new Failure('WRONG_USAGE', `Nothing that is left over has the id ${JSON.stringify(id)}.`)
    if (!yes) requireSomebody(screen)
    const what = `${found.kind} ${found.name} (${found.reason})`
    if (!yes && !(await confirm(`Remove ${what} for good?`, screen, signal))) {
      screen.err.write('Nothing was changed.\n')
      return EXIT.failed
    }
    const answer = await api.removeLeftover(id, found.name)
    if (screen.json) screen.printJson(answer)
    else screen.print(`${screen.paint.green('✓')} Removed ${found.kind} ${found.name}`)
    return EXIT.done
  },
})

export const leftoversGroup: Group = {
  word: 'leftovers',
  summary: 'What is left over of tasks: list, remove',
  examples: [['slipway leftovers', 'What is there? Exit code 4 if there is anything']],
  commands: [list, remove],
}
