import { databaseOf } from '#contract'
import type { Row } from '../drivers/databases/port.ts'
import { effectOn } from './effects.ts'
import { tagFor, type About, type SharedStep } from './home.ts'

/** Who a team begins with. */
export interface TeamOwner {
  readonly id: string
  readonly email?: string | undefined
  readonly name?: string | undefined
}

const given = (fields: Readonly<Record<string, string | undefined>>): Row =>
  Object.fromEntries(Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))

/** A team's TinyDB: the team, and its owner as the first member. */
export const teamDatabaseStep = <Input, Facts>(
  about: About<Input, Facts>,
  details: (input: Input) => { readonly name: string | undefined; readonly owner: TeamOwner },
): SharedStep<Input, Facts> => ({
  title: "Creating the team's database",
  effects(context) {
    const team = about(context)
    return [effectOn('create', 'database', team, databaseOf('team', team.slug))]
  },
  async run(context) {
    const team = about(context)
    const { name, owner } = details(context.input)
    const tables = {
      team: [given({ id: team.id, slug: team.slug, name })],
      members: [given({ id: owner.id, email: owner.email, name: owner.name, role: 'owner' })],
    }
    const path = databaseOf('team', team.slug)
    await context.env.drivers.databases.ensureDatabase(path, tables, tagFor(team, context.tag), context.signal)
  },
})
