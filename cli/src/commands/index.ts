import type { Changing } from '../tasks/carry-out.ts'
import type { Command, Group } from '../command.ts'
import { agentLogs, cancelAgent, listAgents } from './agent.ts'
import { CHANGES } from './changes.ts'
import { completion } from './completion.ts'
import { doctor } from './doctor.ts'
import { leftoversGroup } from './leftovers.ts'
import { login, logout, whoami } from './login.ts'
import { listSandboxes, showSandbox } from './sandbox.ts'
import { cancel, retry, tasks } from './tasks.ts'
import { listTeams, showTeam } from './team.ts'
import { tokenGroup } from './token.ts'
import { watch } from './watch.ts'
import { listWorkspaces, showWorkspace } from './workspace.ts'

const commandsOf = (changes: readonly Changing[]): Command[] => changes.map(({ command }) => command)

const planGroup: Group = {
  word: 'plan',
  summary: 'Show what a change would do: its steps and effects',
  commands: Object.values(CHANGES).map(({ word, changes }) => ({
    word,
    summary: `Plan a change of ${word === 'agent' ? 'an' : 'a'} ${word}`,
    commands: changes.map(({ plan }) => plan),
  })),
}

/** Every command, in the order of the help. */
export const COMMANDS: readonly (Command | Group)[] = [
  {
    word: 'team',
    summary: 'Teams: create, delete, list, show, restart, suspend',
    commands: [...commandsOf(CHANGES.team.changes), listTeams, showTeam],
  },
  {
    word: 'workspace',
    summary: 'Workspaces: create, delete, list, show, restart, suspend',
    commands: [...commandsOf(CHANGES.workspace.changes), listWorkspaces, showWorkspace],
  },
  {
    word: 'sandbox',
    summary: 'Sandboxes: create, delete, list, show, restart, suspend',
    commands: [...commandsOf(CHANGES.sandbox.changes), listSandboxes, showSandbox],
  },
  {
    word: 'agent',
    summary: 'Coding agents: run, restart, list, logs, cancel',
    commands: [...commandsOf(CHANGES.agent.changes), listAgents, agentLogs, cancelAgent],
  },
  tasks,
  watch,
  planGroup,
  cancel,
  retry,
  leftoversGroup,
  tokenGroup,
  doctor,
  login,
  logout,
  whoami,
  completion,
]

export const isGroup = (each: Command | Group): each is Group => 'commands' in each
