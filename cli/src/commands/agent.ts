import { z } from 'zod'
import { fullSlug } from '#contract'
import { detachOption, positional, sandboxArgument, taskArgument } from '../arguments.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { readEvents } from '../portal/events.ts'
import type { Agent } from '../portal/shapes.ts'
import { ago } from '../screen/duration.ts'
import { printPage } from '../screen/listing.ts'
import { table, type Column } from '../screen/table.ts'
import { isFinal } from '../tasks/view.ts'
import { cancelAndWait } from './tasks.ts'

const COLUMNS: readonly Column<Agent>[] = [
  { title: 'task', cell: ({ task_id }) => task_id ?? '' },
  { title: 'sandbox', cell: ({ sandbox }) => sandbox ?? '', least: 16 },
  {
    title: 'agent',
    cell: ({ agent, agent_type }) => [agent, agent_type].filter((word) => word !== undefined).join(' '),
  },
  { title: 'status', cell: ({ status }) => status },
  { title: 'turns', cell: ({ turns }) => String(turns ?? ''), align: 'right', leaves: 1 },
  {
    title: 'cost',
    cell: ({ cost_usd: cost }) => (cost === undefined ? '' : `$${cost.toFixed(2)}`),
    align: 'right',
    leaves: 2,
  },
  { title: 'started', cell: ({ started_at: at }) => (at === undefined ? '' : ago(at, Date.now())), leaves: 3 },
]

export const listAgents = defineCommand({
  usage: 'list [sandbox]',
  summary: 'List the agents of the last day',
  examples: [
    ['slipway agent list', 'Those of every sandbox that you may see'],
    ['slipway agent list shop/one', 'Those of a sandbox'],
  ],
  options: (yargs) =>
    yargs.positional('sandbox', { type: 'string', describe: '<workspace>/<sandbox>', coerce: sandboxArgument }),
  run: async ({ sandbox: at }, { screen, portal }) => {
    const sandbox = at === undefined ? undefined : fullSlug(at.workspace, at.sandbox)
    const page = await (await portal()).agents({ sandbox })
    await printPage(screen, page, (items) => table(COLUMNS, items, screen.paint, screen.width))
    return EXIT.done
  },
})

const Output = z.object({ text: z.string() })
const Gap = z.object({ message: z.string() })

export const agentLogs = defineCommand({
  usage: 'logs <task>',
  summary: 'Print what the tool of an agent prints, until it ends',
  examples: [
    ['slipway agent logs task-17', 'From the beginning, live'],
    ['slipway agent logs task-17 --json', 'A JSON line for each piece, with its offset'],
  ],
  options: (yargs) => yargs.positional('task', { ...positional.task, coerce: taskArgument }),
  run: async ({ task }, { screen, portal }) => {
    const api = await portal()
    let ended = false
    const isOver = async () => ended || isFinal(await api.agent(task))
    for await (const streamed of readEvents(api.access, `/api/agents/${encodeURIComponent(task)}/output`, isOver)) {
      if (streamed.kind === 'lost') screen.say(screen.paintErr.yellow('The connection is lost; trying to come back …'))
      if (streamed.kind !== 'event') continue
      const { event, data } = streamed
      const value: unknown = JSON.parse(data)
      ended ||= event === 'end'
      if (screen.json) screen.out.write(`${JSON.stringify({ event, data: value })}\n`)
      else if (event === 'output') screen.out.write(Output.parse(value).text)
      else if (event === 'gap' || event === 'dropped') screen.say(screen.paintErr.yellow(Gap.parse(value).message))
    }
    return (await api.agent(task)).status === 'completed' ? EXIT.done : EXIT.failed
  },
})

export const cancelAgent = defineCommand({
  usage: 'cancel <task>',
  summary: 'Cancel the run of an agent; its work is kept in the checkout',
  examples: [['slipway agent cancel task-17', 'Every process of it is gone within 5 s']],
  options: (yargs) =>
    yargs.positional('task', { ...positional.task, coerce: taskArgument }).option('detach', detachOption),
  run: async ({ task, detach }, session) => {
    await (await session.portal()).agent(task) // It is an agent's.
    return cancelAndWait(task, detach, session)
  },
})
