import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { AgentName, Failure, ToolProfile } from '#contract'
import { positional, sandboxArgument } from '../arguments.ts'
import { defineChange } from '../tasks/carry-out.ts'

/** Text, or where it is: `@file`, or `-` for standard input. */
const textOf = async (given: string): Promise<string> => {
  if (given === '-') return text(process.stdin)
  if (!given.startsWith('@')) return given
  const file = given.slice(1)
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Failure('WRONG_USAGE', `The description can't be read: ${file}`, { cause })
  })
}

const Gate = z.array(z.string()).min(1)

/** A command as it is typed, without a shell's quoting; in JSON where a word holds a blank. */
const gateOf = (line: string): string[] => {
  if (!line.startsWith('[')) return line.trim().split(/\s+/)
  try {
    return Gate.parse(JSON.parse(line))
  } catch (cause) {
    throw new Failure('WRONG_USAGE', `--gate ${line} is no list of words in JSON.`, { cause })
  }
}

export const runAgent = defineChange({
  usage: 'run <sandbox>',
  summary: "Have a coding agent work in a sandbox's branch",
  examples: [
    ['slipway agent run shop/one --title "Greet people by name"', 'As a developer, and wait for the result'],
    ['slipway agent run shop/one --title Bug --description @bug.md --gate "npm test"', 'Checked by a command'],
    ['slipway agent run shop/one --title Bug --description - < bug.md', 'Told on standard input'],
    [
      'slipway agent run shop/one --title Bug --budget 2 --detach',
      'For two dollars at most; slipway agent logs follows it',
    ],
  ],
  options: (yargs) =>
    yargs
      .positional('sandbox', { ...positional.sandbox, coerce: sandboxArgument })
      .option('title', { type: 'string', demandOption: true, describe: 'What is to be done, in a line' })
      .option('description', {
        ...{ type: 'string', default: '', nargs: 1 }, // Or a lone - would be no value.
        describe: 'The whole of it: text, @file, or - for stdin',
      })
      .option('type', { type: 'string', default: 'developer', describe: 'Role that it plays, of templates/agents.yml' })
      .option('agent', { choices: AgentName.options, describe: 'Tool that is used' })
      .option('profile', { choices: ToolProfile.options, describe: 'What it may do' })
      .option('timeout', { type: 'number', describe: 'Seconds that it may work' })
      .option('budget', { type: 'number', describe: 'US dollars that it may spend' })
      .option('model', { type: 'string', describe: 'Model that is used' })
      .option('session', { type: 'string', describe: 'Session of an earlier run, to go on with' })
      .option('gate', { type: 'string', array: true, default: [], describe: 'Command that checks the work; repeat it' })
      .option('rebuild', {
        type: 'boolean',
        default: false,
        describe: "Make the sandbox's containers anew from the work",
      })
      .option('card', { type: 'string', describe: 'Id of the card on your board' })
      .option('column', { type: 'string', default: 'In Progress', describe: 'Column that the card is in' }),
  change: async (args, session) => {
    const { workspace, sandbox } = args.sandbox
    const card = {
      ...{ id: args.card ?? randomUUID(), title: args.title, column: args.column, labels: [] },
      description: await textOf(args.description),
    }
    const portal = await session.portal()
    const { principal } = await portal.me()
    return {
      subject: `agent in ${workspace}/${sandbox}`,
      write: portal.runAgent(principal.id, {
        ...{ workspace_slug: workspace, sandbox_slug: sandbox, card, agent_type: args.type },
        ...{ agent: args.agent, tool_profile: args.profile, timeout_s: args.timeout, max_budget_usd: args.budget },
        ...{ model: args.model, session_id: args.session, gates: args.gate.map(gateOf), rebuild: args.rebuild },
      }),
    }
  },
})
