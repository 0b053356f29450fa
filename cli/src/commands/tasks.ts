import { CONTRACTS, TaskStatus } from '#contract'
import { detachOption, positional, taskArgument } from '../arguments.ts'
import { defineCommand } from '../command.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import type { Task } from '../portal/shapes.ts'
import { ago, duration } from '../screen/duration.ts'
import { printPage } from '../screen/listing.ts'
import type { Paint } from '../screen/paint.ts'
import { table, type Column } from '../screen/table.ts'
import { taskBlock } from '../screen/task-lines.ts'
import { labelled, resultLines } from '../screen/result-lines.ts'
import type { Screen } from '../screen/screen.ts'
import type { Session } from '../session.ts'
import { finish } from '../tasks/finish.ts'
import { subjectOf, verb } from '../tasks/subject.ts'
import { elapsed, viewOf } from '../tasks/view.ts'
import { failureLines } from '../tasks/wait.ts'

/** Tasks that are asked for at once where nothing else is said. */
const LIMIT = 20

const painted = (text: string, { status }: Task, paint: Paint): string => {
  switch (status) {
    case 'completed':
      return paint.green(text)
    case 'failed':
      return paint.red(text)
    case 'cancelled':
      return paint.yellow(text)
    case 'processing':
      return paint.cyan(text)
    case 'pending':
      return text
  }
}

const columnsOf = (paint: Paint): Column<Task>[] => [
  { title: 'task', cell: ({ id }) => id },
  { title: 'what', cell: (task) => `${verb(task.type)} ${subjectOf(task)}`, least: 20 },
  { title: 'status', cell: ({ status }) => status, paint: (text, row) => painted(text, row, paint) },
  { title: '%', cell: ({ percentage }) => String(percentage), align: 'right', leaves: 2 },
  { title: 'took', cell: (task) => duration(elapsed(viewOf(task), Date.now())), align: 'right', leaves: 1 },
  { title: 'created', cell: ({ created_at }) => ago(created_at, Date.now()), leaves: 4 },
  {
    title: '',
    cell: ({ error_code: code, message, status }) => code ?? (status === 'processing' ? message : ''),
    least: 16,
    leaves: 3,
  },
]

export const tasks = defineCommand({
  usage: 'tasks [task]',
  summary: 'List tasks, newest first, or show one with its steps',
  examples: [
    ['slipway tasks', 'The latest'],
    ['slipway tasks --status failed --type sandbox.provision', 'Those that failed, of one type'],
    ['slipway tasks task-17', 'One, with its steps and why it failed'],
    ['slipway tasks --json --limit 100 | jq -r .items[].id', 'For programs; next_cursor leads on'],
  ],
  options: (yargs) =>
    yargs
      .positional('task', { type: 'string', describe: 'Id of a task', coerce: taskArgument })
      .option('status', { choices: TaskStatus.options, describe: 'Only those in this state' })
      .option('type', { choices: Object.keys(CONTRACTS), describe: 'Only those of this type' })
      .option('resource-type', {
        choices: ['team', 'workspace', 'sandbox', 'agent'] as const,
        describe: 'Only those about one of these',
      })
      .option('resource', { type: 'string', describe: 'Only those about the resource with this id' })
      .option('team-id', { type: 'string', describe: 'Only those of the team with this id' })
      .option('user', { type: 'string', describe: 'Only those of the user with this id' })
      .option('limit', { type: 'number', default: LIMIT, describe: 'How many at most' })
      .option('cursor', { type: 'string', describe: 'Go on where a list ended (its next_cursor)' }),
  run: async (args, session) => {
    const { task, status, type, resourceType, resource, teamId, user, limit, cursor } = args
    const portal = await session.portal()
    if (task !== undefined) return showTask(await portal.task(task), session.screen)
    const { screen } = session
    const page = await portal.tasks({
      ...{ status, type, limit, cursor },
      ...{ resource_type: resourceType, resource_id: resource, team_id: teamId, user_id: user },
    })
    await printPage(screen, page, (items) => table(columnsOf(screen.paint), items, screen.paint, screen.width))
    if (page.items.length > 0 && page.next_cursor !== undefined)
      screen.say(screen.paintErr.dim(`More: --cursor ${page.next_cursor}`))
    return EXIT.done
  },
})

const showTask = (task: Task, screen: Screen): ExitCode => {
  if (screen.json) screen.printJson(task)
  else {
    const drawing = { paint: screen.paint, columns: screen.out.isTTY ? screen.out.columns : 120, now: Date.now() }
    screen.print(...taskBlock(viewOf(task), subjectOf(task), Number.POSITIVE_INFINITY, drawing))
    screen.print(...resultLines(task, screen.paint), ...failureLines(task, screen.paint, screen.width))
    screen.print(...retryLines(task, screen.paint))
  }
  return EXIT.done
}

const retryLines = ({ retry_of: of, retried_by: by }: Task, paint: Paint): string[] => [
  ...(of === undefined ? [] : labelled([['retry of', of]], paint)),
  ...(by === undefined ? [] : labelled([['retried by', by]], paint)),
]

export const cancelAndWait = async (id: string, detach: boolean, session: Session): Promise<ExitCode> => {
  const portal = await session.portal()
  const accepted = await portal.cancelTask(id)
  return finish(accepted, { subject: subjectOf(await portal.task(id)), detach, wanted: 'cancelled' }, session)
}

export const cancel = defineCommand({
  usage: 'cancel <task>',
  summary: 'Cancel a task; what it did is undone',
  examples: [
    ['slipway cancel task-17', 'And wait until it is undone'],
    ['slipway cancel task-17 --detach', 'Ask for it, and go on'],
  ],
  options: (yargs) =>
    yargs.positional('task', { ...positional.task, coerce: taskArgument }).option('detach', detachOption),
  run: ({ task, detach }, session) => cancelAndWait(task, detach, session),
})

export const retry = defineCommand({
  usage: 'retry <task>',
  summary: 'Run a task that failed or was cancelled again, as a new task',
  examples: [['slipway retry task-17', 'With the same payload, and wait for its end']],
  options: (yargs) =>
    yargs.positional('task', { ...positional.task, coerce: taskArgument }).option('detach', detachOption),
  run: async ({ task, detach }, session) => {
    const portal = await session.portal()
    const accepted = await portal.retryTask(task)
    return finish(accepted, { subject: subjectOf(await portal.task(task)), detach }, session)
  },
})
