/** What a task does, before the name of what it does it to. */
const TITLES: Readonly<Record<string, string>> = {
  'team.provision': 'Provision team',
  'team.restart': 'Restart team',
  'team.suspend': 'Suspend team',
  'team.delete': 'Delete team',
  'workspace.provision': 'Provision workspace',
  'workspace.restart': 'Restart workspace',
  'workspace.suspend': 'Suspend workspace',
  'workspace.delete': 'Delete workspace',
  'sandbox.provision': 'Provision sandbox',
  'sandbox.restart': 'Restart sandbox',
  'sandbox.suspend': 'Suspend sandbox',
  'sandbox.delete': 'Delete sandbox',
  'sandbox.agent.restart': 'Restart agent in',
  'agent.run': 'Run agent in',
  'agent.enhance': 'Enhance card in',
}

export const titleOf = (type: string): string => TITLES[type] ?? type

/** "1 team", "2 teams". */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`
