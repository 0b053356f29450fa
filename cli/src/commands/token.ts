import { slugArgument } from '../arguments.ts'
import { defineCommand, type Group } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { writeNewFile } from '../new-file.ts'
import type { Token } from '../portal/shapes.ts'
import { ago } from '../screen/duration.ts'
import { printPage } from '../screen/listing.ts'
import { labelled } from '../screen/result-lines.ts'
import { table, type Column } from '../screen/table.ts'

const SCOPES = [
  ...['teams:read', 'teams:write', 'teams:*', 'workspaces:read', 'workspaces:write', 'workspaces:*'],
  ...['tasks:read', 'tasks:write', 'tasks:*', 'secrets:read', 'admin'],
] as const

const ROLES = ['owner', 'admin', 'member'] as const

const ends = ({ revoked_at: revoked, expires_at: expires }: Token): string => {
  if (revoked !== undefined) return 'revoked'
  return expires === undefined ? 'never' : expires.slice(0, 10)
}

const COLUMNS: readonly Column<Token>[] = [
  { title: 'id', cell: ({ id }) => id },
  { title: 'name', cell: ({ name }) => name, least: 12 },
  { title: 'scopes', cell: ({ scopes }) => scopes.join(' '), least: 20 },
  { title: 'ends', cell: ends },
  { title: 'last used', cell: ({ last_used_at: at }) => (at === undefined ? 'never' : ago(at, Date.now())), leaves: 1 },
]

const create = defineCommand({
  usage: 'create <name>',
  summary: 'Make a token; it is shown once',
  examples: [
    ['slipway token create ci --scope teams:read --scope tasks:read', 'To read, for 90 days'],
    ['slipway token create deploy --scope workspaces:* --scope tasks:* --team acme --to deploy.token', 'Into a file'],
  ],
  options: (yargs) =>
    yargs
      .positional('name', { type: 'string', demandOption: true, describe: 'What it is called in lists' })
      .option('scope', { choices: SCOPES, array: true, demandOption: true, describe: 'What it may do; repeat it' })
      .option('team', {
        type: 'string',
        array: true,
        coerce: (slugs: string[]) => slugs.map(slugArgument),
        describe: 'Only for this team; repeat it',
      })
      .option('role', {
        choices: ROLES,
        default: 'member' as const,
        describe: 'Role in these teams',
      })
      .option('expires', { type: 'number', default: 90, describe: 'Days after which it ends' })
      .option('to', { type: 'string', describe: 'Write it into a new file that only you can read, and show nothing' }),
  run: async ({ name, scope, team: slugs, role, expires, to }, { screen, portal }) => {
    const api = await portal()
    const ids =
      slugs === undefined ? undefined : await Promise.all(slugs.map(async (slug) => (await api.team(slug)).id))
    const teams = ids?.map((team_id) => ({ team_id, role }) as const)
    const make = () => api.createToken({ name, scopes: scope, teams, expires_in_days: expires })
    const made = to === undefined ? await make() : await writeNewFile(to, make, ({ token }) => `${token}\n`)
    const { token, ...rest } = made
    if (screen.json) screen.printJson(to === undefined ? made : rest)
    else {
      screen.say(
        ...labelled(
          [
            ['id', made.id],
            ['scopes', made.scopes.join(' ')],
            ['ends', ends(made)],
          ],
          screen.paintErr,
        ),
      )
      if (to === undefined) {
        screen.say(screen.paintErr.yellow('  It is shown this once:'))
        screen.print(token)
      } else screen.say(`  written to ${to}`)
    }
    return EXIT.done
  },
})

const list = defineCommand({
  usage: 'list',
  summary: 'List tokens: what they may do and when they end, never themselves',
  examples: [['slipway token list', 'Every token']],
  options: (yargs) => yargs,
  run: async (_args, { screen, portal }) => {
    const page = await (await portal()).tokens()
    await printPage(screen, page, (items) => table(COLUMNS, items, screen.paint, screen.width))
    return EXIT.done
  },
})

// Not called <token>: that is the option.
const revoke = defineCommand({
  usage: 'revoke <token-id>',
  summary: 'Revoke a token: it is void at once',
  examples: [['slipway token revoke 4f1d2c3b5a697887', 'By its id, as slipway token list has it']],
  options: (yargs) => yargs.positional('token-id', { type: 'string', demandOption: true, describe: 'Id of the token' }),
  run: async ({ tokenId }, { screen, portal }) => {
    await (await portal()).revokeToken(tokenId)
    if (screen.json) screen.printJson({ revoked: true })
    else screen.print(`${screen.paint.green('✓')} Revoked ${tokenId}`)
    return EXIT.done
  },
})

export const tokenGroup: Group = {
  word: 'token',
  summary: 'Tokens of portal-api: create, list, revoke',
  examples: [
    ['slipway token create ci --scope tasks:read --to ci.token', 'One that may look at tasks'],
    ['slipway token list', 'Which are there, and when do they end?'],
  ],
  commands: [create, list, revoke],
}
