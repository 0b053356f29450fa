import type { Changing } from '../tasks/carry-out.ts'
import { restartAgent } from './agent-restart.ts'
import { runAgent } from './agent-run.ts'
import { createSandbox, deleteSandbox, restartSandbox, suspendSandbox } from './sandbox.ts'
import { createTeam, deleteTeam, restartTeam, suspendTeam } from './team.ts'
import { createWorkspace, deleteWorkspace, restartWorkspace, suspendWorkspace } from './workspace.ts'

interface Changes {
  readonly word: string
  readonly changes: readonly Changing[]
}

/** Everything that can be planned, by what it is about. */
export const CHANGES = {
  team: { word: 'team', changes: [createTeam, deleteTeam, restartTeam, suspendTeam] },
  workspace: { word: 'workspace', changes: [createWorkspace, deleteWorkspace, restartWorkspace, suspendWorkspace] },
  sandbox: { word: 'sandbox', changes: [createSandbox, deleteSandbox, restartSandbox, suspendSandbox] },
  agent: { word: 'agent', changes: [runAgent, restartAgent] },
} as const satisfies Record<string, Changes>
