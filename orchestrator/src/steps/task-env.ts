import { z } from 'zod'
import type { Drivers } from '../drivers/drivers.ts'
import type { Claim, Thing } from '../drivers/effect.ts'
import type { Inventory } from '../records/inventory.ts'
import type { AgentDesk } from './agent/desk.ts'
import type { Ledger } from '../records/ledger.ts'

/** What is the same for every task of this installation. */
export interface Platform {
  /** Domain below which everything answers. */
  readonly domain: string
  /** Owner of the repositories on the forge. */
  readonly organisation: string
  /** Image that stacks run. */
  readonly image: string
  /** Absolute path of the data root, the same on the Docker host. */
  readonly dataDir: string
  /** What runs beside each sandbox, where somebody wants that. */
  readonly agentContainer?: AgentContainer | undefined
}

/** A long-lived container in which an agent of the operator's own waits for its board. */
export const AgentContainer = z
  .object({
    image: z.string(),
    /** API of the Kanban board. */
    kanbanApiUrl: z.string(),
    /** Whose models it is to use: `anthropic`, `openai`. */
    llmProvider: z.string(),
  })
  .readonly()
export type AgentContainer = z.infer<typeof AgentContainer>

/** What tasks and steps work with. */
export interface TaskEnv {
  readonly drivers: Drivers
  readonly platform: Platform
  readonly inventory: Inventory
  readonly ledger: Ledger
  readonly agents: AgentDesk
  /** Removes a thing of any kind, through the driver that makes it. */
  readonly remove: (thing: Thing, claim: Claim, signal: AbortSignal) => Promise<void>
}
