/** What the copy of an earlier installation has: `make.ts` made it, and `upgrade.test.ts` goes on with it. */
import { join } from 'node:path'
import type { Resource } from '../../support/tasks.ts'

const resource = (number: number, slug: string): Resource => ({
  id: `00000000-0000-4000-8000-00000000000${number}`,
  slug: `earlier-${slug}`,
})

export const MADE = {
  /** Stood when the copy was made. */
  crew: resource(1, 'crew'),
  shop: resource(2, 'shop'),
  one: resource(3, 'one'),
  /** Was being provisioned when its orchestrator was killed. */
  torn: resource(4, 'torn'),
  /** Had been accepted, and nobody had begun it. */
  waiting: resource(5, 'waiting'),
  /** Stood in a plain list, and nobody had taken it. */
  listed: resource(6, 'listed'),
} as const

/** Ids of the tasks that had not ended. */
export const OPEN = { torn: 'earlier-torn', waiting: 'earlier-waiting', listed: 'earlier-listed' } as const

/** The data root, with the files of Redis in it. */
export const COPY = join(import.meta.dirname, 'data.tar.gz')
