import { branchDiffers } from './acts/branch.ts'
import { cardMoves } from './acts/card.ts'
import { databasesDiffer } from './acts/databases.ts'
import { deleteEverything } from './acts/deletion.ts'
import { failHalfWay } from './acts/failure.ts'
import { provisionSandboxes } from './acts/sandboxes.ts'
import { suspendAndRestart } from './acts/suspension.ts'
import { provisionTeam } from './acts/team.ts'
import { provisionWorkspace } from './acts/workspace.ts'
import type { Stage } from './stage.ts'

/** One thing that the demo shows. */
export interface Act {
  /** In the result for machines. */
  readonly name: string
  readonly title: string
  /** @throws NotObserved when it was not so */
  readonly play: (stage: Stage) => Promise<void>
}

/** What is made, and what it is like. Everything still stands afterwards. */
export const MAKING: readonly Act[] = [
  { name: 'team', title: 'A team', play: provisionTeam },
  { name: 'workspace', title: 'A workspace, from the template repository slipway/sample', play: provisionWorkspace },
  { name: 'sandboxes', title: 'Two sandboxes at once', play: provisionSandboxes },
  { name: 'databases', title: 'Each has a database of its own', play: databasesDiffer },
  { name: 'branch', title: 'Each runs its own branch', play: branchDiffers },
  { name: 'card', title: 'A card moves, and an agent works on it in the blue sandbox', play: cardMoves },
  { name: 'suspend and restart', title: 'The team is suspended, and wakes', play: suspendAndRestart },
  { name: 'failure', title: 'A provisioning that fails half-way is undone', play: failHalfWay },
]

/** What takes it all away. */
export const UNMAKING: readonly Act[] = [
  { name: 'deletion', title: 'Everything is deleted, children before parents', play: deleteEverything },
]
