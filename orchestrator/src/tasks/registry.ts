import type { TaskType } from '#contract'
import type { TaskDefinition } from '../saga/define-task.ts'
import type { TaskEnv } from '../steps/task-env.ts'
import { enhanceCard } from './agent-enhance.ts'
import { runAgent } from './agent-run.ts'
import { deleteSandbox, deleteTeam, deleteWorkspace } from './deletions.ts'
import { restartSandbox, restartTeam, restartWorkspace } from './restarts.ts'
import { restartAgent } from './sandbox-agent-restart.ts'
import { provisionSandbox } from './sandbox-provision.ts'
import { suspendSandbox, suspendTeam, suspendWorkspace } from './suspensions.ts'
import { provisionTeam } from './team-provision.ts'
import { provisionWorkspace } from './workspace-provision.ts'

/** What each task type does. A contract without a definition does not compile. */
export const REGISTRY: Readonly<Record<TaskType, TaskDefinition<TaskEnv>>> = {
  'team.provision': provisionTeam,
  'team.delete': deleteTeam,
  'team.restart': restartTeam,
  'team.suspend': suspendTeam,
  'workspace.provision': provisionWorkspace,
  'workspace.delete': deleteWorkspace,
  'workspace.restart': restartWorkspace,
  'workspace.suspend': suspendWorkspace,
  'sandbox.provision': provisionSandbox,
  'sandbox.delete': deleteSandbox,
  'sandbox.restart': restartSandbox,
  'sandbox.suspend': suspendSandbox,
  'sandbox.agent.restart': restartAgent,
  'agent.run': runAgent,
  'agent.enhance': enhanceCard,
}
