import { namesAmong } from '../portal/names.ts'
import type { Portal } from '../portal/portal.ts'

/** More tasks than these nobody looks through. */
const MOST_TASKS = 50

/** A word that may stand here, and what it is. */
export interface Candidate {
  readonly word: string
  readonly what: string
}

const resourcesOf = async (portal: Portal, type: 'team' | 'workspace'): Promise<Candidate[]> =>
  (await portal.resources()).flatMap((each) => (each.type === type ? [{ word: each.slug, what: each.status }] : []))

/** Where the words of arguments come from, by the names of the arguments. */
export const VALUES: Readonly<Record<string, (portal: Portal) => Promise<Candidate[]>>> = {
  team: (portal) => resourcesOf(portal, 'team'),
  workspace: (portal) => resourcesOf(portal, 'workspace'),
  sandbox: async (portal) => {
    const resources = await portal.resources()
    const nameOf = namesAmong(resources)
    return resources.flatMap((each) => (each.type === 'sandbox' ? [{ word: nameOf(each), what: each.status }] : []))
  },
  task: async (portal) => {
    const { items } = await portal.tasks({ limit: MOST_TASKS })
    return items.map(({ id, type, status }) => ({ word: id, what: `${type} ${status}` }))
  },
  leftover: async (portal) =>
    (await portal.leftovers()).items.map(({ id, kind, name }) => ({ word: id, what: `${kind} ${name}` })),
  'token-id': async (portal) => (await portal.tokens()).items.map(({ id, name }) => ({ word: id, what: name })),
}
