import { positional, slugArgument } from '../arguments.ts'
import { defineChange, defineDeletion } from '../tasks/carry-out.ts'
import { listCommand, showCommand } from './resources.ts'

export const createTeam = defineChange({
  usage: 'create <slug>',
  summary: 'Create a team: directory, database, certificate, stack',
  examples: [
    ['slipway team create acme', 'Create it and wait until it is up'],
    ['slipway team create acme --name "Acme Corp" --owner ann', 'With a name, owned by somebody else'],
    ['slipway team create acme --detach --json', 'Print the task, and go on'],
  ],
  options: (yargs) =>
    yargs
      .positional('slug', { ...positional.newSlug, coerce: slugArgument })
      .option('name', { type: 'string', describe: 'What people call it' })
      .option('owner', { type: 'string', describe: 'Id of the user who owns it; yours if left out' })
      .option('owner-email', { type: 'string', describe: "The owner's address" })
      .option('owner-name', { type: 'string', describe: "The owner's name" }),
  change: async ({ slug, name, owner, ownerEmail, ownerName }, session) => ({
    subject: `team ${slug}`,
    write: (await session.portal()).createTeam({
      ...{ slug, name },
      ...{ owner_id: owner, owner_email: ownerEmail, owner_name: ownerName },
    }),
  }),
})

export const deleteTeam = defineDeletion({
  usage: 'delete <team>',
  summary: 'Delete a team; its data goes to the archive',
  examples: [
    ['slipway team delete acme', 'Show the plan, ask, and delete it'],
    ['slipway team delete acme --cascade --yes', 'With all that is in it, without asking'],
  ],
  options: (yargs) =>
    yargs
      .positional('team', { ...positional.team, coerce: slugArgument })
      .option('cascade', { type: 'boolean', default: false, describe: 'Delete its workspaces and sandboxes as well' }),
  change: async ({ team, cascade }, session) => ({
    subject: `team ${team}`,
    write: (await session.portal()).deleteTeam(team, cascade),
  }),
})

export const restartTeam = defineChange({
  usage: 'restart <team>',
  summary: 'Restart a team; wakes a suspended one with all that is in it',
  examples: [
    ['slipway team restart acme', 'Stop it, start it, wait until it is up'],
    ['slipway team restart acme --rebuild', 'With containers made anew'],
  ],
  options: (yargs) =>
    yargs
      .positional('team', { ...positional.team, coerce: slugArgument })
      .option('rebuild', { type: 'boolean', default: false, describe: 'Render and create its containers anew' }),
  change: async ({ team, rebuild }, session) => ({
    subject: `team ${team}`,
    write: (await session.portal()).restartTeam(team, rebuild),
  }),
})

export const suspendTeam = defineChange({
  usage: 'suspend <team>',
  summary: 'Stop every container of a team, and keep its data',
  examples: [['slipway team suspend acme', 'Stop it; slipway team restart acme wakes it']],
  options: (yargs) => yargs.positional('team', { ...positional.team, coerce: slugArgument }),
  change: async ({ team }, session) => ({
    subject: `team ${team}`,
    write: (await session.portal()).suspendTeam(team),
  }),
})

export const listTeams = listCommand({
  usage: 'list',
  summary: 'List the teams that stand',
  examples: [
    ['slipway team list', 'Every team that you may see'],
    ['slipway team list --status suspended --json', 'For programs'],
  ],
  options: (yargs) => yargs,
  list: (portal, _args, query) => portal.teams(query),
})

export const showTeam = showCommand({
  usage: 'show <team>',
  summary: 'Show a team, and what is in it',
  examples: [['slipway team show acme', 'State, host and workspaces']],
  options: (yargs) => yargs.positional('team', { ...positional.team, coerce: slugArgument }),
  show: (portal, { team }) => portal.team(team),
  inside: (portal, { id }) => portal.resourcesOf('workspace', id),
})
