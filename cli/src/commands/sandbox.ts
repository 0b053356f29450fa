import { positional, sandboxArgument, slugArgument } from '../arguments.ts'
import type { SandboxAddress } from '../portal/resources.ts'
import { defineChange, defineDeletion } from '../tasks/carry-out.ts'
import { listCommand, showCommand } from './resources.ts'

const subjectOf = ({ workspace, sandbox }: SandboxAddress): string => `sandbox ${workspace}/${sandbox}`

export const createSandbox = defineChange({
  usage: 'create <sandbox>',
  summary: 'Create a sandbox: branch, copy of the database, certificate, stack',
  examples: [
    ['slipway sandbox create shop/one', 'From the main branch of workspace shop'],
    ['slipway sandbox create shop/two --branch release', 'From another branch'],
  ],
  options: (yargs) =>
    yargs
      .positional('sandbox', { ...positional.sandbox, coerce: sandboxArgument })
      .option('branch', { type: 'string', describe: 'Branch that it starts from; main if left out' }),
  change: async ({ sandbox: at, branch }, session) => ({
    subject: subjectOf(at),
    write: (await session.portal()).createSandbox(at.workspace, { slug: at.sandbox, source_branch: branch }),
  }),
})

export const deleteSandbox = defineDeletion({
  usage: 'delete <sandbox>',
  summary: 'Delete a sandbox with its branch; its data goes to the archive',
  examples: [
    ['slipway sandbox delete shop/one', 'Show the plan, ask, and delete it'],
    ['slipway sandbox delete shop/one --yes', 'Without asking'],
  ],
  options: (yargs) => yargs.positional('sandbox', { ...positional.sandbox, coerce: sandboxArgument }),
  change: async ({ sandbox: at }, session) => ({
    subject: subjectOf(at),
    write: (await session.portal()).deleteSandbox(at),
  }),
})

export const restartSandbox = defineChange({
  usage: 'restart <sandbox>',
  summary: 'Restart a sandbox; wakes a suspended one',
  examples: [['slipway sandbox restart shop/one', 'Stop it, start it, wait until it is up']],
  options: (yargs) => yargs.positional('sandbox', { ...positional.sandbox, coerce: sandboxArgument }),
  change: async ({ sandbox: at }, session) => ({
    subject: subjectOf(at),
    write: (await session.portal()).restartSandbox(at),
  }),
})

export const suspendSandbox = defineChange({
  usage: 'suspend <sandbox>',
  summary: 'Stop the containers of a sandbox, and keep its data',
  examples: [['slipway sandbox suspend shop/one', 'Stop it; slipway sandbox restart shop/one wakes it']],
  options: (yargs) => yargs.positional('sandbox', { ...positional.sandbox, coerce: sandboxArgument }),
  change: async ({ sandbox: at }, session) => ({
    subject: subjectOf(at),
    write: (await session.portal()).suspendSandbox(at),
  }),
})

export const listSandboxes = listCommand({
  usage: 'list [workspace]',
  summary: 'List the sandboxes that stand',
  examples: [
    ['slipway sandbox list', 'Every sandbox that you may see'],
    ['slipway sandbox list shop', 'Those of a workspace'],
  ],
  options: (yargs) =>
    yargs.positional('workspace', { type: 'string', describe: 'Slug of the workspace', coerce: slugArgument }),
  list: (portal, { workspace }, query) =>
    workspace === undefined ? portal.allSandboxes(query) : portal.sandboxes(workspace, query),
})

export const showSandbox = showCommand({
  usage: 'show <sandbox>',
  summary: 'Show a sandbox',
  examples: [['slipway sandbox show shop/one', 'State, host and branch']],
  options: (yargs) => yargs.positional('sandbox', { ...positional.sandbox, coerce: sandboxArgument }),
  show: (portal, { sandbox }) => portal.sandbox(sandbox),
})
