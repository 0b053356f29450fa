import type { Agents } from './agents/port.ts'
import type { Certificates } from './certificates/port.ts'
import type { Databases } from './databases/port.ts'
import type { Directories } from './directories/port.ts'
import type { Forge } from './forge/port.ts'
import type { Identity } from './identity/port.ts'
import type { Stacks } from './stacks/port.ts'
import type { Vault } from './vault.ts'

/** The ports through which steps reach the world. */
export interface Drivers {
  readonly forge: Forge
  readonly identity: Identity
  readonly certificates: Certificates
  readonly databases: Databases
  readonly directories: Directories
  readonly stacks: Stacks
  readonly agents: Agents
  readonly vault: Vault
}
