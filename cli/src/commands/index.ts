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
  examples: [
    ['slipway plan sandbox create shop/one', 'What would be made?'],
    ['slipway plan team delete acme --cascade', 'What would be taken away?'],
  ],
  commands: Object.values(CHANGES).map(({ word, changes }) => ({
    word,
    summary: `Plan a change of ${word === 'agent' ? 'an' : 'a'} ${word}`,
    examples: changes.flatMap(({ plan }) => plan.examples.slice(0, 1)),
    commands: changes.map(({ plan }) => plan),
  })),
}

/** Every command, in the order of the help. */
export const COMMANDS: readonly (Command | Group)[] = [
  {
    word: 'team',
    summary: 'Teams: create, delete, list, show, restart, suspend',
    examples: [
      ['slipway team create acme', 'Make one, and see it come up'],
      ['slipway team show acme', 'What is it, and what is in it?'],
    ],
    commands: [...commandsOf(CHANGES.team.changes), listTeams, showTeam],
  },
  {
    word: 'workspace',
    summary: 'Workspaces: create, delete, list, show, restart, suspend',
    examples: [
      ['slipway workspace create shop --template slipway/sample --team acme', 'Make one in a team'],
      ['slipway workspace list --team acme', 'Those of a team'],
    ],
    commands: [...commandsOf(CHANGES.workspace.changes), listWorkspaces, showWorkspace],
  },
  {
    word: 'sandbox',
    summary: 'Sandboxes: create, delete, list, show, restart, suspend',
    examples: [
      ['slipway sandbox create shop/one', 'Make one in workspace shop'],
      ['slipway sandbox delete shop/one', 'See the plan, and delete it'],
    ],
    commands: [...commandsOf(CHANGES.sandbox.changes), listSandboxes, showSandbox],
  },
  {
    word: 'agent',
    summary: 'Coding agents: run, restart, list, logs, cancel',
    examples: [
      ['slipway agent run shop/one --title "Greet people by name"', 'Have one work in a sandbox'],
      ['slipway agent logs task-17', 'What does it say?'],
    ],
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

/** As it is called without its options, of the command that words are about: `team create <slug>`. */
export const findCommand = (words: readonly string[], among = COMMANDS, above = ''): string | undefined => {
  for (const [at, word] of words.entries())
    for (const each of among) {
      if (isGroup(each) && each.word === word)
        return findCommand(words.slice(at + 1), each.commands, `${above}${word} `)
      if (!isGroup(each) && each.usage.split(' ', 1)[0] === word) return `${above}${each.usage}`
    }
  return undefined
}
