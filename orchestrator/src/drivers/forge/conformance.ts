import { describe } from 'node:test'
import { branchesConform } from './conformance-branches.ts'
import { bringingForwardConforms } from './conformance-bring-forward.ts'
import { checkoutsConform } from './conformance-checkouts.ts'
import { fetchesConform } from './conformance-fetches.ts'
import { interruptionsConform } from './conformance-interruptions.ts'
import { repositoriesConform } from './conformance-repositories.ts'
import { pushesConform } from './conformance-pushes.ts'
import type { ForgeWorld } from './conformance-world.ts'

/** Each test has a world of its own and mostly waits for other processes. */
const AT_ONCE = 3

/** What every forge promises, whatever stands behind it. `make` builds a new world for each group of tests. */
export function forgeConformance(name: string, make: () => Promise<ForgeWorld>): void {
  describe(`${name} keeps the promises of a forge`, { concurrency: AT_ONCE }, () => {
    repositoriesConform(make)
    branchesConform(make)
    checkoutsConform(make)
    pushesConform(make)
    fetchesConform(make)
    bringingForwardConforms(make)
    interruptionsConform(make)
  })
}
