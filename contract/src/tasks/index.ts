import { AgentEnhance, AgentRun } from './agent.ts'
import { SandboxAgentRestart, SandboxDelete, SandboxProvision, SandboxRestart, SandboxSuspend } from './sandbox.ts'
import { TeamDelete, TeamProvision, TeamRestart, TeamSuspend } from './team.ts'
import { WorkspaceDelete, WorkspaceProvision, WorkspaceRestart, WorkspaceSuspend } from './workspace.ts'

/** Every task type by its name. The orchestrator's registry must have a definition for each. */
export const CONTRACTS = {
  'team.provision': TeamProvision,
  'team.delete': TeamDelete,
  'team.restart': TeamRestart,
  'team.suspend': TeamSuspend,
  'workspace.provision': WorkspaceProvision,
  'workspace.delete': WorkspaceDelete,
  'workspace.restart': WorkspaceRestart,
  'workspace.suspend': WorkspaceSuspend,
  'sandbox.provision': SandboxProvision,
  'sandbox.delete': SandboxDelete,
  'sandbox.restart': SandboxRestart,
  'sandbox.suspend': SandboxSuspend,
  'sandbox.agent.restart': SandboxAgentRestart,
  'agent.run': AgentRun,
  'agent.enhance': AgentEnhance,
} as const

export type TaskType = keyof typeof CONTRACTS
