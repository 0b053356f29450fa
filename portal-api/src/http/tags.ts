/** Groups of the document, in its order, and what each is about. */
export const TAGS = {
  tasks: 'What is enqueued: a task changes one resource, in steps, and is undone when one fails.',
  teams: 'Teams: a directory, a database, a certificate and a stack each.',
  workspaces: 'Workspaces of a team: a repository, an application and its stack.',
  sandboxes: 'Sandboxes of a workspace: a branch, a copy of its database, a stack of their own.',
  resources: 'Everything that stands, in one list.',
  events: 'What happens, as server-sent events.',
  agents: 'Coding agents at work in sandboxes.',
  operations: 'What operators look after: queues and what was left over.',
  access: 'Who may do what: sessions, tokens and the audit.',
  webhooks: 'What boards tell.',
  about: 'The service itself.',
} as const

export type Tag = keyof typeof TAGS
