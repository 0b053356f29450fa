import { positional, slugArgument } from '../arguments.ts'
import { defineChange, defineDeletion } from '../tasks/carry-out.ts'
import { listCommand, showCommand } from './resources.ts'

export const createWorkspace = defineChange({
  usage: 'create <slug>',
  summary: 'Create a workspace: repository, application, certificate, database, stack',
  examples: [
    ['slipway workspace create shop --template slipway/sample --team acme', 'In a team that stands'],
    ['slipway workspace create shop --template slipway/sample', 'With a team of its own, made with it'],
  ],
  options: (yargs) =>
    yargs
      .positional('slug', { ...positional.newSlug, coerce: slugArgument })
      .option('template', { type: 'string', demandOption: true, describe: 'Repository it is made from: owner/name' })
      .option('team', { type: 'string', coerce: slugArgument, describe: 'Team that it goes into' })
      .option('new-team', { type: 'string', coerce: slugArgument, describe: 'Slug of the team that is made with it' })
      .conflicts('team', 'new-team')
      .option('name', { type: 'string', describe: 'What people call it' })
      .option('owner', { type: 'string', describe: 'Id of the user who owns it; yours if left out' })
      .option('owner-email', { type: 'string', describe: "The owner's address" })
      .option('public', { type: 'boolean', default: false, describe: 'Everybody may read its repository' }),
  change: async (args, session) => ({
    subject: `workspace ${args.slug}`,
    write: (await session.portal()).createWorkspace({
      ...{ slug: args.slug, name: args.name, template_repo: args.template, private: !args.public },
      ...{ team: args.team, team_slug: args.newTeam, owner_id: args.owner, owner_email: args.ownerEmail },
    }),
  }),
})

export const deleteWorkspace = defineDeletion({
  usage: 'delete <workspace>',
  summary: 'Delete a workspace; its data goes to the archive',
  examples: [
    ['slipway workspace delete shop', 'Show the plan, ask, and delete it'],
    ['slipway workspace delete shop --cascade --keep-repository --yes', 'With its sandboxes, but not the repository'],
  ],
  options: (yargs) =>
    yargs
      .positional('workspace', { ...positional.workspace, coerce: slugArgument })
      .option('cascade', { type: 'boolean', default: false, describe: 'Delete its sandboxes as well' })
      .option('keep-repository', { type: 'boolean', default: false, describe: 'Let its repository stand' }),
  change: async ({ workspace, cascade, keepRepository }, session) => ({
    subject: `workspace ${workspace}`,
    write: (await session.portal()).deleteWorkspace(workspace, { cascade, keepRepository }),
  }),
})

export const restartWorkspace = defineChange({
  usage: 'restart <workspace>',
  summary: 'Restart a workspace; wakes a suspended one with its sandboxes',
  examples: [['slipway workspace restart shop', 'Stop it, start it, wait until it is up']],
  options: (yargs) => yargs.positional('workspace', { ...positional.workspace, coerce: slugArgument }),
  change: async ({ workspace }, session) => ({
    subject: `workspace ${workspace}`,
    write: (await session.portal()).restartWorkspace(workspace),
  }),
})

export const suspendWorkspace = defineChange({
  usage: 'suspend <workspace>',
  summary: 'Stop every container of a workspace and its sandboxes, and keep their data',
  examples: [['slipway workspace suspend shop', 'Stop it; slipway workspace restart shop wakes it']],
  options: (yargs) => yargs.positional('workspace', { ...positional.workspace, coerce: slugArgument }),
  change: async ({ workspace }, session) => ({
    subject: `workspace ${workspace}`,
    write: (await session.portal()).suspendWorkspace(workspace),
  }),
})

export const listWorkspaces = listCommand({
  usage: 'list',
  summary: 'List the workspaces that stand',
  examples: [
    ['slipway workspace list', 'Every workspace that you may see'],
    ['slipway workspace list --team acme', 'Those of a team'],
  ],
  options: (yargs) =>
    yargs.option('team', { type: 'string', coerce: slugArgument, describe: 'Only those of this team' }),
  list: (portal, { team }, query) => portal.workspaces({ ...query, team }),
})

export const showWorkspace = showCommand({
  usage: 'show <workspace>',
  summary: 'Show a workspace, and its sandboxes',
  examples: [['slipway workspace show shop', 'State, host, repository and sandboxes']],
  options: (yargs) => yargs.positional('workspace', { ...positional.workspace, coerce: slugArgument }),
  show: (portal, { workspace }) => portal.workspace(workspace),
  inside: (portal, { id }) => portal.resourcesOf('sandbox', id),
})
