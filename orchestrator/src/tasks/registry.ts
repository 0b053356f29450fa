import type { TaskType } from '#contract'
import type { TaskDefinition } from '../saga/define-task.ts'
import type { TaskEnv } from '../steps/task-env.ts'
import { enhanceCard } from './agent-enhance.ts'
import { runAgent } from './agent-run.ts'
import { restartAgent } from './sandbox-agent-restart.ts'
import { provisionSandbox } from './sandbox-provision.ts'
import { provisionTeam } from './team-provision.ts'
import { restartTeam } from './team-restart.ts'
import { suspendTeam } from './team-suspend.ts'
import { deleteSandbox, deleteTeam, deleteWorkspace } from './deletions.ts'
import { provisionWorkspace } from './workspace-provision.ts'

/** What each task type does. A contract without a definition does not compile. */
export const REGISTRY: Readonly<Record<TaskType, TaskDefinition<TaskEnv>>> = {
  'team.provision': provisionTeam,
  'team.delete': deleteTeam,
  'team.restart': restartTeam,
  'team.suspend': suspendTeam,
  'workspace.provision': provisionWorkspace,
  'workspace.delete': deleteWorkspace,
  'sandbox.provision': provisionSandbox,
  'sandbox.delete': deleteSandbox,
  'sandbox.agent.restart': restartAgent,
  'agent.run': runAgent,
  'agent.enhance': enhanceCard,
}
