// Written by npm run openapi.
export interface paths {
  readonly '/health': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * Whether the process is up
     * @description It asks for nothing else, and needs no token.
     */
    readonly get: operations['getHealth']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/ready': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * Whether it can do its work
     * @description It can while Redis answers. Needs no token.
     */
    readonly get: operations['getReadiness']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/openapi.json': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * This document
     * @description OpenAPI 3.1, made from the schemas that check requests. /docs shows it.
     */
    readonly get: operations['getDocument']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/me': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * Who one is here, and what one may do
     * @description The scopes and teams of the token, the JWT or the session that the request shows.
     */
    readonly get: operations['getMe']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/session': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    /**
     * Sign a browser in with a token
     * @description Sets a cookie that is as good as the token, until the session or the token ends.
     */
    readonly post: operations['openSession']
    /**
     * Sign a browser out
     * @description The session ends, and the event streams that it opened, within five seconds.
     */
    readonly delete: operations['closeSession']
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/session/options': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * How one can sign in
     * @description What a page has to know before it can offer to sign in. Needs no token.
     */
    readonly get: operations['getSessionOptions']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/tokens': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * The tokens there are
     * @description Newest first. One that has expired is listed for 30 days more.
     */
    readonly get: operations['listTokens']
    readonly put?: never
    /**
     * Make a token
     * @description The one answer that has the token itself: only the hash of its secret is kept.
     */
    readonly post: operations['createToken']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/tokens/{id}': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    readonly post?: never
    /**
     * Revoke a token
     * @description It ends within five seconds, and with it the sessions that were opened with it.
     */
    readonly delete: operations['revokeToken']
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/audit': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * Who changed what, or tried to: the newest first
     * @description With a filter a page may be short, or empty, and have a `next_cursor` all the same.
     */
    readonly get: operations['listAudit']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/audit/export': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * The same as JSON lines, all of it
     * @description The oldest first, with the same filters.
     */
    readonly get: operations['exportAudit']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/tasks': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * Tasks, the newest first
     * @description With filters. A page may be short, or empty, and have a `next_cursor` all the same.
     */
    readonly get: operations['listTasks']
    readonly put?: never
    /**
     * Enqueue a task, or see its plan
     * @description The same task sent again is one task. Its id, user and time of creation are filled in where they are left out.
     */
    readonly post: operations['createTask']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/tasks/{id}': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * How a task stands
     * @description Its steps, what it declared and did, its result or why it failed and what to do about it; which task it retries, and which one retried it.
     */
    readonly get: operations['getTask']
    readonly put?: never
    readonly post?: never
    /**
     * Cancel a task, which undoes what it did
     * @description It is undone by whoever runs it; the answer does not wait for that. Who sent it may, and admins of the team.
     */
    readonly delete: operations['cancelTask']
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/tasks/{id}/retry': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    /**
     * Send a task that failed or was cancelled once more, as a new one
     * @description With the payload and the user that it had. Who sent it may, and admins of the team, if they may still do what it does.
     */
    readonly post: operations['retryTask']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/workspaces/{id}/client-secret': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * The client secret of a workspace’s application
     * @description An orchestrator unseals it for this one answer, which leaves a record in the audit. By id or slug; one has to be at least admin of the team.
     */
    readonly get: operations['getClientSecret']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/resources': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * Everything that stands
     * @description Teams, workspaces and sandboxes in one answer, as far as one sees their teams.
     */
    readonly get: operations['listResources']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/teams': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * Teams by their slugs
     * @description In pages; with their state, address and what was made for them.
     */
    readonly get: operations['listTeams']
    readonly put?: never
    /**
     * Make a team
     * @description A directory, a database, a certificate and a stack. Who makes it sees the task, and the team once they are of it.
     */
    readonly post: operations['createTeam']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/teams/{slug}': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * A team
     * @description With its state, address and what was made for it.
     */
    readonly get: operations['getTeam']
    readonly put?: never
    readonly post?: never
    /**
     * Delete a team
     * @description Refused while it has workspaces, unless `cascade`. Its data goes to the archive. Owners of the team may.
     */
    readonly delete: operations['deleteTeam']
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/teams/{slug}/restart': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    /**
     * Restart a team, or wake it
     * @description Stops its stack and starts it again; a suspended one wakes up with all that is in it. Admins of the team may.
     */
    readonly post: operations['restartTeam']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/teams/{slug}/suspend': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    /**
     * Suspend a team: its containers stop, its data stays
     * @description With all that is in it. Admins of the team may; a restart wakes it.
     */
    readonly post: operations['suspendTeam']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/workspaces': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * Workspaces by their slugs
     * @description In pages; with their state, address and what was made for them.
     */
    readonly get: operations['listWorkspaces']
    readonly put?: never
    /**
     * Make a workspace, with its team unless one is named
     * @description A repository from a template, an application, a certificate, a database and a stack. Admins of the team may.
     */
    readonly post: operations['createWorkspace']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/workspaces/{slug}': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * A workspace
     * @description With its state, address, repository and what was made for it.
     */
    readonly get: operations['getWorkspace']
    readonly put?: never
    readonly post?: never
    /**
     * Delete a workspace
     * @description Refused while it has sandboxes, unless `cascade`. Its data goes to the archive. Admins of the team may.
     */
    readonly delete: operations['deleteWorkspace']
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/workspaces/{slug}/restart': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    /**
     * Restart a workspace, or wake it with its sandboxes
     * @description Its sandboxes go along, and its data stays. Admins of the team may.
     */
    readonly post: operations['restartWorkspace']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/workspaces/{slug}/suspend': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    /**
     * Suspend a workspace with its sandboxes: their containers stop, their data stays
     * @description Its sandboxes go along, and its data stays. Admins of the team may.
     */
    readonly post: operations['suspendWorkspace']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/workspaces/{slug}/sandboxes': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * Sandboxes of a workspace by their slugs
     * @description In pages; with their state, address and what was made for them.
     */
    readonly get: operations['listSandboxes']
    readonly put?: never
    /**
     * Make a sandbox
     * @description A branch, a copy of the workspace’s database, a certificate and a stack. Members of the team may.
     */
    readonly post: operations['createSandbox']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/workspaces/{slug}/sandboxes/{sandbox}': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * A sandbox
     * @description With its state, address, branch and what was made for it.
     */
    readonly get: operations['getSandbox']
    readonly put?: never
    readonly post?: never
    /**
     * Delete a sandbox
     * @description Its stack, branch and certificate go; its data goes to the archive. Members of the team may.
     */
    readonly delete: operations['deleteSandbox']
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/workspaces/{slug}/sandboxes/{sandbox}/restart': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    /**
     * Restart a sandbox, or wake it
     * @description Its data stays. Members of the team may.
     */
    readonly post: operations['restartSandbox']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/workspaces/{slug}/sandboxes/{sandbox}/suspend': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    /**
     * Suspend a sandbox: its containers stop, its data stays
     * @description Its data stays. Members of the team may.
     */
    readonly post: operations['suspendSandbox']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/workspaces/{slug}/sandboxes/{sandbox}/agent/restart': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    /**
     * Restart the agent that works in a sandbox, in its session
     * @description Stops what works there and starts it again, on demand with a new webhook secret.
     */
    readonly post: operations['restartSandboxAgent']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/events': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * What happens, from now on or after the last event that was seen
     * @description As server-sent events; only what one may see. It ends when what one showed does, within five seconds.
     */
    readonly get: operations['followEvents']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/tasks/{id}/events': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * A task from its beginning to its end
     * @description As server-sent events, from the creation of the task however late one comes.
     */
    readonly get: operations['followTask']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/agents/{task_id}': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * How an agent’s task stands
     * @description What it is about, where it runs, how many turns it took and what it cost so far; in the end its result.
     */
    readonly get: operations['getAgent']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/agents/{task_id}/output': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * What an agent’s tool prints
     * @description As server-sent events, from the first line or after `offset`, to the end of the task. A reader that takes too little is dropped and may come again.
     */
    readonly get: operations['followOutput']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/agents': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * Agents, the newest first
     * @description Those at work and those that were, as long as their tasks are kept. A page may be short, or empty, and have a `next_cursor` all the same.
     */
    readonly get: operations['listAgents']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/queues': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * The lanes now, and in the last hour
     * @description How many tasks wait, run and are set aside in each lane, and for how long the next one has waited: now, and every 15 seconds of the last hour.
     */
    readonly get: operations['getQueues']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/leftovers': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * What the last sweep could not set right
     * @description What nobody has and could not be removed, and what is recorded and not there.
     */
    readonly get: operations['listLeftovers']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/leftovers/{id}': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    readonly post?: never
    /**
     * Remove what was left over
     * @description An orchestrator looks once more whether anybody has it, and removes it if nobody does. Its name has to be given as a confirmation.
     */
    readonly delete: operations['removeLeftover']
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/api/webhooks/card-moved': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly get?: never
    readonly put?: never
    /**
     * A board tells that a card was moved
     * @description Signed, instead of a token.
     */
    readonly post: operations['tellCardMoved']
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
  readonly '/metrics': {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    /**
     * Metrics for Prometheus
     * @description Where METRICS_TOKEN is set, that token is asked for, and no other.
     */
    readonly get: operations['getMetrics']
    readonly put?: never
    readonly post?: never
    readonly delete?: never
    readonly options?: never
    readonly head?: never
    readonly patch?: never
    readonly trace?: never
  }
}
export type webhooks = Record<string, never>
export interface components {
  schemas: {
    /**
     * @example {
     *       "name": "deployments of acme",
     *       "scopes": [
     *         "workspaces:*",
     *         "tasks:read"
     *       ],
     *       "expires_in_days": 30,
     *       "teams": [
     *         {
     *           "team_id": "team-1",
     *           "role": "admin"
     *         }
     *       ]
     *     }
     */
    readonly TokenRequestInput: {
      /** @description What it is for. */
      readonly name: string
      readonly scopes: readonly (
        | 'teams:read'
        | 'teams:write'
        | 'workspaces:read'
        | 'workspaces:write'
        | 'tasks:read'
        | 'tasks:write'
        | 'secrets:read'
        | 'admin'
        | 'teams:*'
        | 'workspaces:*'
        | 'tasks:*'
      )[]
      /** @description The teams that it may see. Absent: all. */
      readonly teams?: readonly {
        readonly team_id: string
        /** @enum {string} */
        readonly role: 'owner' | 'admin' | 'member'
      }[]
      /** @default 90 */
      readonly expires_in_days: number
    }
    /**
     * @example {
     *       "id": "first-team",
     *       "type": "team.provision",
     *       "user_id": "me",
     *       "payload": {
     *         "team_id": "team-1",
     *         "team_slug": "acme",
     *         "owner_id": "me"
     *       }
     *     }
     */
    readonly TaskRequestInput:
      | {
          readonly id?: string
          /** @constant */
          readonly type: 'team.provision'
          readonly payload: {
            readonly team_id: string
            readonly team_slug: string
            readonly owner_id: string
            /** Format: email */
            readonly owner_email?: string
            readonly owner_name?: string
            readonly name?: string
          }
          readonly user_id?: string
          /** Format: date-time */
          readonly created_at?: string
        }
      | {
          readonly id?: string
          /** @constant */
          readonly type: 'team.delete'
          readonly payload: {
            readonly team_id: string
            readonly team_slug: string
            /** @default false */
            readonly cascade: boolean
          }
          readonly user_id?: string
          /** Format: date-time */
          readonly created_at?: string
        }
      | {
          readonly id?: string
          /** @constant */
          readonly type: 'team.restart'
          readonly payload: {
            readonly team_id: string
            readonly team_slug: string
            /** @default false */
            readonly rebuild: boolean
          }
          readonly user_id?: string
          /** Format: date-time */
          readonly created_at?: string
        }
      | {
          readonly id?: string
          /** @constant */
          readonly type: 'team.suspend'
          readonly payload: {
            readonly team_id: string
            readonly team_slug: string
          }
          readonly user_id?: string
          /** Format: date-time */
          readonly created_at?: string
        }
      | {
          readonly id?: string
          /** @constant */
          readonly type: 'workspace.provision'
          readonly payload: {
            readonly workspace_id: string
            readonly workspace_slug: string
            readonly owner_id: string
            /** Format: email */
            readonly owner_email?: string
            readonly name?: string
            readonly team_id?: string
            readonly team_slug?: string
            readonly template_repo: string
            /** @default true */
            readonly private: boolean
          }
          readonly user_id?: string
          /** Format: date-time */
          readonly created_at?: string
        }
      | {
          readonly id?: string
          /** @constant */
          readonly type: 'workspace.delete'
          readonly payload: {
            readonly workspace_id: string
            readonly workspace_slug: string
            /** @default false */
            readonly cascade: boolean
            /** @default false */
            readonly keep_repository: boolean
          }
          readonly user_id?: string
          /** Format: date-time */
          readonly created_at?: string
        }
      | {
          readonly id?: string
          /** @constant */
          readonly type: 'workspace.restart'
          readonly payload: {
            readonly workspace_id: string
            readonly workspace_slug: string
          }
          readonly user_id?: string
          /** Format: date-time */
          readonly created_at?: string
        }
      | {
          readonly id?: string
          /** @constant */
          readonly type: 'workspace.suspend'
          readonly payload: {
            readonly workspace_id: string
            readonly workspace_slug: string
          }
          readonly user_id?: string
          /** Format: date-time */
          readonly created_at?: string
        }
      | {
          readonly id?: string
          /** @constant */
          readonly type: 'sandbox.provision'
          readonly payload: {
            readonly sandbox_id: string
            readonly workspace_id: string
            readonly workspace_slug: string
            readonly sandbox_slug: string
            /** @default main */
            readonly source_branch: string
          }
          readonly user_id?: string
          /** Format: date-time */
          readonly created_at?: string
        }
      | {
          readonly id?: string
          /** @constant */
          readonly type: 'sandbox.delete'
          readonly payload: {
            readonly sandbox_id: string
            readonly workspace_id: string
            readonly workspace_slug: string
            readonly sandbox_slug: string
          }
          readonly user_id?: string
          /** Format: date-time */
          readonly created_at?: string
        }
      | {
          readonly id?: string
          /** @constant */
          readonly type: 'sandbox.restart'
          readonly payload: {
            readonly sandbox_id: string
            readonly workspace_id: string
            readonly workspace_slug: string
            readonly sandbox_slug: string
          }
          readonly user_id?: string
          /** Format: date-time */
          readonly created_at?: string
        }
      | {
          readonly id?: string
          /** @constant */
          readonly type: 'sandbox.suspend'
          readonly payload: {
            readonly sandbox_id: string
            readonly workspace_id: string
            readonly workspace_slug: string
            readonly sandbox_slug: string
          }
          readonly user_id?: string
          /** Format: date-time */
          readonly created_at?: string
        }
      | {
          readonly id?: string
          /** @constant */
          readonly type: 'sandbox.agent.restart'
          readonly payload: {
            readonly sandbox_id: string
            readonly workspace_id: string
            readonly workspace_slug: string
            readonly sandbox_slug: string
            /** @default false */
            readonly regenerate_secret: boolean
          }
          readonly user_id?: string
          /** Format: date-time */
          readonly created_at?: string
        }
      | {
          readonly id?: string
          /** @constant */
          readonly type: 'agent.run'
          readonly payload: {
            readonly workspace_slug: string
            readonly sandbox_slug: string
            readonly card: {
              readonly id: string
              readonly number?: number
              readonly title: string
              /** @default  */
              readonly description: string
              readonly column: string
              /** @default [] */
              readonly labels: readonly string[]
              readonly checklist?: readonly {
                readonly text: string
                readonly done: boolean
              }[]
              readonly board_id?: string
            }
            /** @enum {string} */
            readonly agent?: 'claude' | 'codex' | 'opencode'
            readonly timeout_s?: number
            readonly max_budget_usd?: number
            readonly model?: string
            /** Format: uri */
            readonly callback_url?: string
            readonly agent_type: string
            /** @enum {string} */
            readonly tool_profile?: 'readonly' | 'developer' | 'full-access'
            readonly allowed_tools?: readonly string[]
            readonly session_id?: string
            /** @default [] */
            readonly gates: readonly (readonly string[])[]
            /** @default false */
            readonly rebuild: boolean
          }
          readonly user_id?: string
          /** Format: date-time */
          readonly created_at?: string
        }
      | {
          readonly id?: string
          /** @constant */
          readonly type: 'agent.enhance'
          readonly payload: {
            readonly workspace_slug: string
            readonly sandbox_slug: string
            readonly card: {
              readonly id: string
              readonly number?: number
              readonly title: string
              /** @default  */
              readonly description: string
              readonly column: string
              /** @default [] */
              readonly labels: readonly string[]
              readonly checklist?: readonly {
                readonly text: string
                readonly done: boolean
              }[]
              readonly board_id?: string
            }
            /** @enum {string} */
            readonly agent?: 'claude' | 'codex' | 'opencode'
            readonly timeout_s?: number
            readonly max_budget_usd?: number
            readonly model?: string
            /** Format: uri */
            readonly callback_url?: string
          }
          readonly user_id?: string
          /** Format: date-time */
          readonly created_at?: string
        }
    /**
     * @example {
     *       "event": "card.moved",
     *       "workspace_slug": "shop",
     *       "sandbox_slug": "one",
     *       "to_column": "In progress",
     *       "card": {
     *         "id": "card-7",
     *         "title": "Say hello on the first page",
     *         "column": "In progress",
     *         "description": "",
     *         "labels": []
     *       }
     *     }
     */
    readonly CardMovedInput: {
      /** @constant */
      readonly event: 'card.moved'
      readonly workspace_slug: string
      readonly sandbox_slug: string
      readonly card: {
        readonly id: string
        readonly number?: number
        readonly title: string
        /** @default  */
        readonly description: string
        readonly column: string
        /** @default [] */
        readonly labels: readonly string[]
        readonly checklist?: readonly {
          readonly text: string
          readonly done: boolean
        }[]
        readonly board_id?: string
      }
      readonly from_column?: string
      readonly to_column: string
      /** Format: date-time */
      readonly moved_at?: string
      readonly moved_by?: string
      /** Format: uri */
      readonly callback_url?: string
      readonly options?: {
        /** @enum {string} */
        readonly agent?: 'claude' | 'codex' | 'opencode'
        /** @enum {string} */
        readonly tool_profile?: 'readonly' | 'developer' | 'full-access'
        readonly allowed_tools?: readonly string[]
        readonly timeout_s?: number
        readonly max_budget_usd?: number
        readonly model?: string
        readonly session_id?: string
        /** @default [] */
        readonly gates: readonly (readonly string[])[]
        /** @default false */
        readonly rebuild: boolean
      }
    }
    readonly Resource: {
      /** @enum {string} */
      readonly type: 'team' | 'workspace' | 'sandbox'
      readonly id: string
      readonly slug: string
      /** @enum {string} */
      readonly status: 'active' | 'suspended' | 'deleting'
      readonly parent_id?: string
      readonly metadata: {
        readonly [key: string]: unknown
      }
      readonly task_id: string
      readonly created_at: string
      readonly updated_at: string
      /** @description Id of the team that it belongs to, or is. */
      readonly team_id?: string
      /** @description How many resources name it as their parent. */
      readonly children: number
    }
    readonly ResourcePage: {
      readonly items: readonly components['schemas']['Resource'][]
      /** @description Cursor of the next page; absent on the last one. */
      readonly next_cursor?: string
    }
    readonly Change: {
      /** @description Id of its task. */
      readonly id: string
      /** @enum {string} */
      readonly status: 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled'
      readonly resource: {
        /** @enum {string} */
        readonly type: 'team' | 'workspace' | 'sandbox'
        readonly id: string
        /** @description Full slug for a sandbox. */
        readonly slug: string
      }
    }
    readonly Problem: {
      /** @description urn:slipway:problem:<code> */
      readonly type: string
      readonly title: string
      readonly status: number
      /** @description What happened. */
      readonly detail: string
      /** @description Address of the request. */
      readonly instance: string
      /**
       * @description What programs compare: docs/errors.md tells of each.
       * @enum {string}
       */
      readonly code:
        | 'MALFORMED_TASK'
        | 'UNKNOWN_TASK_TYPE'
        | 'INVALID_PAYLOAD'
        | 'INVALID_BODY'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'INVALID_REQUEST'
        | 'HEADERS_TOO_LARGE'
        | 'UNAUTHORIZED'
        | 'FORBIDDEN'
        | 'SIGN_IN_EXPIRED'
        | 'SIGN_IN_REFUSED'
        | 'NOT_CONFIRMED'
        | 'NOT_FOUND'
        | 'METHOD_NOT_ALLOWED'
        | 'TASK_NOT_FOUND'
        | 'TASK_ID_REUSED'
        | 'PRECONDITION_FAILED'
        | 'RATE_LIMITED'
        | 'TASK_FINISHED'
        | 'TASK_NOT_FAILED'
        | 'PAST_CANCELLING'
        | 'RESOURCE_NOT_FOUND'
        | 'NAME_TAKEN'
        | 'ID_TAKEN'
        | 'PARENT_SUSPENDED'
        | 'HAS_CHILDREN'
        | 'LEFTOVER_NOT_FOUND'
        | 'LEFTOVER_CLAIMED'
        | 'LEFTOVER_MISSING'
        | 'TEMPLATE_REPO_NOT_FOUND'
        | 'SOURCE_BRANCH_NOT_FOUND'
        | 'BRANCH_DIVERGED'
        | 'FORGE_FAILED'
        | 'FORGE_UNAUTHORIZED'
        | 'FORGE_FORBIDDEN'
        | 'FORGE_OWNER_NOT_FOUND'
        | 'FORGE_THROTTLED'
        | 'IDENTITY_FAILED'
        | 'IDENTITY_UNAUTHORIZED'
        | 'IDENTITY_FORBIDDEN'
        | 'IDENTITY_THROTTLED'
        | 'CERTIFICATE_FAILED'
        | 'CERTIFICATE_REFUSED'
        | 'CERTIFICATE_THROTTLED'
        | 'CHALLENGE_FAILED'
        | 'ACME_DIRECTORY_INVALID'
        | 'OIDC_UNAVAILABLE'
        | 'SERVICE_UNAVAILABLE'
        | 'DATABASE_NOT_FOUND'
        | 'DATABASE_CORRUPT'
        | 'DATABASE_BUSY'
        | 'UNSAFE_TEMPLATE'
        | 'TEMPLATE_INVALID'
        | 'STACK_FAILED'
        | 'STACK_EXITED'
        | 'STACK_UNHEALTHY'
        | 'STACK_PORT_TAKEN'
        | 'STACK_BUILD_FAILED'
        | 'STACK_IMAGE_MISSING'
        | 'DOCKER_UNAVAILABLE'
        | 'REDIS_UNAVAILABLE'
        | 'ORCHESTRATOR_UNAVAILABLE'
        | 'DISK_FULL'
        | 'COMMAND_FAILED'
        | 'COMMAND_MISSING'
        | 'TIMEOUT'
        | 'AGENT_TIMEOUT'
        | 'AGENT_DENIED'
        | 'AGENT_API_ERROR'
        | 'AGENT_MAX_TURNS'
        | 'AGENT_BUDGET'
        | 'AGENT_LOGIN_REQUIRED'
        | 'AGENT_USAGE_LIMIT'
        | 'AGENT_FAILED'
        | 'AGENT_MAX_HOPS'
        | 'GATE_FAILED'
        | 'NO_CHANGES'
        | 'ANSWER_INVALID'
        | 'AGENT_HOST_UNREACHABLE'
        | 'AGENT_HOST_UNFIT'
        | 'AGENT_HOST_UNTRUSTED'
        | 'AGENT_COMMAND_FAILED'
        | 'AGENT_UNKNOWN_TYPE'
        | 'AGENTS_INVALID'
        | 'SIGNATURE_INVALID'
        | 'VERSION_TOO_OLD'
        | 'CLOCK_SKEWED'
        | 'CLIENT_SECRET_ENDING'
        | 'REDIS_UNFIT'
        | 'DISK_LOW'
        | 'DATA_DIR_UNUSABLE'
        | 'SECRET_EXPOSED'
        | 'NETWORK_POOL_SHORT'
        | 'EDGE_NETWORK_MISSING'
        | 'CERTIFICATE_EXPIRING'
        | 'CANCELLED'
        | 'ABANDONED'
        | 'LEASE_LOST'
        | 'SECRET_UNREADABLE'
        | 'SETTING_UNREADABLE'
        | 'CONFIG_INVALID'
        | 'INTERNAL'
        | 'WRONG_USAGE'
        | 'NO_TOKEN'
        | 'PORTAL_UNREACHABLE'
        | 'PORTAL_UNTRUSTED'
        | 'ANSWER_UNEXPECTED'
      /** @description Whether the same request may work later. */
      readonly retryable: boolean
      /** @description What to do. */
      readonly remedy: string
      /** @description Each wrong field. */
      readonly errors?: readonly {
        /** @description Its path, with dots. */
        readonly field: string
        readonly message: string
      }[]
    }
    readonly AuditRecord: {
      /** Format: date-time */
      readonly at: string
      readonly actor: {
        readonly id: string
        /** @enum {string} */
        readonly kind: 'root' | 'token' | 'user' | 'anonymous'
        readonly name: string
      }
      /** @description `team.create`; of what no route offers, `http.post`. */
      readonly action: string
      /** @description The address, without its query. */
      readonly target: string
      /** @description What the body names: slugs and ids, the type of a task. */
      readonly about: {
        readonly [key: string]: string
      }
      readonly ip: string
      readonly task_id?: string
      readonly request_id: string
      readonly result: {
        /** @description 0: portal-api was killed before it answered, and what became of it is not known. */
        readonly status: number
        /** @enum {string} */
        readonly code?:
          | 'MALFORMED_TASK'
          | 'UNKNOWN_TASK_TYPE'
          | 'INVALID_PAYLOAD'
          | 'INVALID_BODY'
          | 'PAYLOAD_TOO_LARGE'
          | 'UNSUPPORTED_MEDIA_TYPE'
          | 'INVALID_REQUEST'
          | 'HEADERS_TOO_LARGE'
          | 'UNAUTHORIZED'
          | 'FORBIDDEN'
          | 'SIGN_IN_EXPIRED'
          | 'SIGN_IN_REFUSED'
          | 'NOT_CONFIRMED'
          | 'NOT_FOUND'
          | 'METHOD_NOT_ALLOWED'
          | 'TASK_NOT_FOUND'
          | 'TASK_ID_REUSED'
          | 'PRECONDITION_FAILED'
          | 'RATE_LIMITED'
          | 'TASK_FINISHED'
          | 'TASK_NOT_FAILED'
          | 'PAST_CANCELLING'
          | 'RESOURCE_NOT_FOUND'
          | 'NAME_TAKEN'
          | 'ID_TAKEN'
          | 'PARENT_SUSPENDED'
          | 'HAS_CHILDREN'
          | 'LEFTOVER_NOT_FOUND'
          | 'LEFTOVER_CLAIMED'
          | 'LEFTOVER_MISSING'
          | 'TEMPLATE_REPO_NOT_FOUND'
          | 'SOURCE_BRANCH_NOT_FOUND'
          | 'BRANCH_DIVERGED'
          | 'FORGE_FAILED'
          | 'FORGE_UNAUTHORIZED'
          | 'FORGE_FORBIDDEN'
          | 'FORGE_OWNER_NOT_FOUND'
          | 'FORGE_THROTTLED'
          | 'IDENTITY_FAILED'
          | 'IDENTITY_UNAUTHORIZED'
          | 'IDENTITY_FORBIDDEN'
          | 'IDENTITY_THROTTLED'
          | 'CERTIFICATE_FAILED'
          | 'CERTIFICATE_REFUSED'
          | 'CERTIFICATE_THROTTLED'
          | 'CHALLENGE_FAILED'
          | 'ACME_DIRECTORY_INVALID'
          | 'OIDC_UNAVAILABLE'
          | 'SERVICE_UNAVAILABLE'
          | 'DATABASE_NOT_FOUND'
          | 'DATABASE_CORRUPT'
          | 'DATABASE_BUSY'
          | 'UNSAFE_TEMPLATE'
          | 'TEMPLATE_INVALID'
          | 'STACK_FAILED'
          | 'STACK_EXITED'
          | 'STACK_UNHEALTHY'
          | 'STACK_PORT_TAKEN'
          | 'STACK_BUILD_FAILED'
          | 'STACK_IMAGE_MISSING'
          | 'DOCKER_UNAVAILABLE'
          | 'REDIS_UNAVAILABLE'
          | 'ORCHESTRATOR_UNAVAILABLE'
          | 'DISK_FULL'
          | 'COMMAND_FAILED'
          | 'COMMAND_MISSING'
          | 'TIMEOUT'
          | 'AGENT_TIMEOUT'
          | 'AGENT_DENIED'
          | 'AGENT_API_ERROR'
          | 'AGENT_MAX_TURNS'
          | 'AGENT_BUDGET'
          | 'AGENT_LOGIN_REQUIRED'
          | 'AGENT_USAGE_LIMIT'
          | 'AGENT_FAILED'
          | 'AGENT_MAX_HOPS'
          | 'GATE_FAILED'
          | 'NO_CHANGES'
          | 'ANSWER_INVALID'
          | 'AGENT_HOST_UNREACHABLE'
          | 'AGENT_HOST_UNFIT'
          | 'AGENT_HOST_UNTRUSTED'
          | 'AGENT_COMMAND_FAILED'
          | 'AGENT_UNKNOWN_TYPE'
          | 'AGENTS_INVALID'
          | 'SIGNATURE_INVALID'
          | 'VERSION_TOO_OLD'
          | 'CLOCK_SKEWED'
          | 'CLIENT_SECRET_ENDING'
          | 'REDIS_UNFIT'
          | 'DISK_LOW'
          | 'DATA_DIR_UNUSABLE'
          | 'SECRET_EXPOSED'
          | 'NETWORK_POOL_SHORT'
          | 'EDGE_NETWORK_MISSING'
          | 'CERTIFICATE_EXPIRING'
          | 'CANCELLED'
          | 'ABANDONED'
          | 'LEASE_LOST'
          | 'SECRET_UNREADABLE'
          | 'SETTING_UNREADABLE'
          | 'CONFIG_INVALID'
          | 'INTERNAL'
          | 'WRONG_USAGE'
          | 'NO_TOKEN'
          | 'PORTAL_UNREACHABLE'
          | 'PORTAL_UNTRUSTED'
          | 'ANSWER_UNEXPECTED'
      }
      readonly id: string
    }
    readonly Token: {
      readonly id: string
      readonly name: string
      readonly scopes: readonly (
        | 'teams:read'
        | 'teams:write'
        | 'workspaces:read'
        | 'workspaces:write'
        | 'tasks:read'
        | 'tasks:write'
        | 'secrets:read'
        | 'admin'
        | 'teams:*'
        | 'workspaces:*'
        | 'tasks:*'
      )[]
      readonly teams?: readonly {
        readonly team_id: string
        /** @enum {string} */
        readonly role: 'owner' | 'admin' | 'member'
      }[]
      /** Format: date-time */
      readonly created_at: string
      readonly created_by: string
      /** Format: date-time */
      readonly expires_at: string
      /** Format: date-time */
      readonly last_used_at?: string
    }
    readonly MadeToken: {
      readonly id: string
      readonly name: string
      readonly scopes: readonly (
        | 'teams:read'
        | 'teams:write'
        | 'workspaces:read'
        | 'workspaces:write'
        | 'tasks:read'
        | 'tasks:write'
        | 'secrets:read'
        | 'admin'
        | 'teams:*'
        | 'workspaces:*'
        | 'tasks:*'
      )[]
      readonly teams?: readonly {
        readonly team_id: string
        /** @enum {string} */
        readonly role: 'owner' | 'admin' | 'member'
      }[]
      /** Format: date-time */
      readonly created_at: string
      readonly created_by: string
      /** Format: date-time */
      readonly expires_at: string
      /** Format: date-time */
      readonly last_used_at?: string
      /** @description The token itself: shown this once. */
      readonly token: string
    }
    readonly Me: {
      readonly principal: {
        /** @description The user_id of tasks that are sent. */
        readonly id: string
        readonly name: string
        /** @enum {string} */
        readonly kind: 'root' | 'token' | 'user'
        readonly scopes: readonly (
          | 'teams:read'
          | 'teams:write'
          | 'workspaces:read'
          | 'workspaces:write'
          | 'tasks:read'
          | 'tasks:write'
          | 'secrets:read'
          | 'admin'
          | 'teams:*'
          | 'workspaces:*'
          | 'tasks:*'
        )[]
        readonly teams:
          | 'all'
          | readonly {
              readonly team_id: string
              /** @enum {string} */
              readonly role: 'owner' | 'admin' | 'member'
            }[]
      }
    }
    readonly Agent: {
      readonly task_id?: string
      /** @description Full slug of the sandbox. */
      readonly sandbox?: string
      readonly card_id?: string
      /** @enum {string} */
      readonly agent?: 'claude' | 'codex' | 'opencode'
      readonly agent_type?: string
      /** @description Host that it runs on, or ran on last. */
      readonly host?: string
      readonly session_id?: string
      readonly started_at?: string
      readonly ended_at?: string
      readonly turns?: number
      readonly cost_usd?: number
      readonly tokens?: {
        readonly input: number
        readonly output: number
        readonly cached: number
      }
      /** @description Its last uses of tools, the newest last. */
      readonly last_tools?: readonly {
        readonly at: string
        readonly line: string
      }[]
      /** @enum {string} */
      readonly status: 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled'
      readonly result?: {
        readonly [key: string]: unknown
      }
      readonly error?: string
      readonly error_code?: string
    }
    readonly AgentPage: {
      readonly items: readonly components['schemas']['Agent'][]
      readonly next_cursor?: string
    }
    readonly Plan: {
      readonly task_type: string
      readonly resource_type: string
      readonly resource_id: string
      readonly steps: readonly {
        readonly name: string
        readonly stage: number
        readonly title: string
        readonly effects: readonly {
          /** @enum {string} */
          readonly action: 'create' | 'remove' | 'keep' | 'start' | 'stop'
          /** @enum {string} */
          readonly kind:
            | 'directory'
            | 'database'
            | 'checkout'
            | 'repository'
            | 'branch'
            | 'application'
            | 'redirect-uri'
            | 'certificate'
            | 'stack'
            | 'agent-run'
          readonly name: string
          readonly owner: string
        }[]
      }[]
    }
    readonly Task: {
      readonly id: string
      readonly type: string
      /** @enum {string} */
      readonly status: 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled'
      readonly user_id: string
      readonly resource_type?: string
      readonly resource_id?: string
      /** @description Full slug of a sandbox and its agents. */
      readonly resource_slug?: string
      /** @description Id of the team that it belongs to; absent while that is not known. */
      readonly team_id?: string
      /** @description Steps that are done. */
      readonly step: number
      readonly total_steps: number
      readonly message: string
      readonly percentage: number
      readonly attempt: number
      readonly created_at: string
      readonly started_at?: string
      readonly updated_at: string
      readonly completed_at?: string
      readonly failed_at?: string
      /** @description What the final status message tells, without secrets. */
      readonly result?: {
        readonly [key: string]: unknown
      }
      readonly error?: string
      readonly error_code?: string
      /** @description What to do about the error. */
      readonly remedy?: string
      /** @description True from the moment a removal has begun: it is carried through and can’t be cancelled. */
      readonly past_cancelling?: boolean
      /** @description Id of the task of which it is a retry. */
      readonly retry_of?: string
      /** @description Id of the latest retry of it. */
      readonly retried_by?: string
      /** @description What it declared and did, in the order of its plan. */
      readonly effects?: readonly {
        /** @enum {string} */
        readonly action: 'create' | 'remove' | 'keep' | 'start' | 'stop'
        /** @enum {string} */
        readonly kind:
          | 'directory'
          | 'database'
          | 'checkout'
          | 'repository'
          | 'branch'
          | 'application'
          | 'redirect-uri'
          | 'certificate'
          | 'stack'
          | 'agent-run'
        readonly name: string
        readonly owner: string
      }[]
      /** @description What could not be undone; the sweeper removes it. */
      readonly leftovers?: readonly {
        /** @enum {string} */
        readonly action: 'create' | 'remove' | 'keep' | 'start' | 'stop'
        /** @enum {string} */
        readonly kind:
          | 'directory'
          | 'database'
          | 'checkout'
          | 'repository'
          | 'branch'
          | 'application'
          | 'redirect-uri'
          | 'certificate'
          | 'stack'
          | 'agent-run'
        readonly name: string
        readonly owner: string
      }[]
      /** @description In the order of its plan; none before its first run. */
      readonly steps: readonly {
        readonly name: string
        readonly title: string
        readonly stage: number
        /** @enum {string} */
        readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'undoing' | 'undone' | 'undo_failed'
        readonly started_at?: string
        readonly ended_at?: string
        readonly error_code?: string
      }[]
    }
    readonly TaskPage: {
      readonly items: readonly components['schemas']['Task'][]
      /** @description Cursor of the next page, which may be empty; absent on the last one. */
      readonly next_cursor?: string
    }
    readonly Retried: {
      /** @description Id of the new task. */
      readonly id: string
      /** @enum {string} */
      readonly status: 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled'
      readonly retry_of: string
    }
    readonly Accepted: {
      /** @description Id of the task. */
      readonly id: string
      /** @enum {string} */
      readonly status: 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled'
    }
    readonly Cancelling: {
      readonly id: string
      /** @enum {string} */
      readonly status: 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled'
      /** @constant */
      readonly cancelling: true
    }
    readonly Leftover: {
      readonly id: string
      /** @enum {string} */
      readonly kind:
        | 'directory'
        | 'database'
        | 'checkout'
        | 'repository'
        | 'branch'
        | 'application'
        | 'redirect-uri'
        | 'certificate'
        | 'stack'
        | 'agent-run'
      readonly name: string
      readonly owner: string
      /** @enum {string} */
      readonly reason: 'not in the ledger' | 'its owner is gone' | 'missing'
      readonly failure?: {
        readonly code: unknown
        readonly message: string
        readonly retryable: boolean
        readonly remedy: string
      }
      readonly found_at: string
      readonly last_tried_at: string
    }
    readonly Leftovers: {
      readonly items: readonly components['schemas']['Leftover'][]
    }
    readonly Queues: {
      /** @description As they are now. */
      readonly lanes: {
        readonly [key: string]: {
          readonly waiting: number
          readonly active: number
          readonly delayed: number
          readonly oldest_wait_ms: number
        }
      }
      /** @description Of the last hour, the oldest first. */
      readonly samples: readonly {
        readonly at: string
        readonly lanes: {
          readonly [key: string]: {
            readonly waiting: number
            readonly active: number
            readonly delayed: number
            readonly oldest_wait_ms: number
          }
        }
      }[]
    }
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
export type $defs = Record<string, never>
export interface operations {
  readonly getHealth: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description It is up. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': {
            /** @constant */
            readonly status: 'ok'
          }
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again. */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly getReadiness: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description Redis answers. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': {
            /** @constant */
            readonly status: 'ready'
          }
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again. */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly getDocument: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OpenAPI 3.1 */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': {
            readonly [key: string]: unknown
          }
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again. */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly getMe: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Me']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly openSession: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "token": "slp_…"
         *     }
         */
        readonly 'application/json': {
          readonly token: string
        }
      }
    }
    readonly responses: {
      /** @description Signed in. */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown
        }
        content?: never
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `PAYLOAD_TOO_LARGE`: Send a task smaller than 256 KiB. */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNSUPPORTED_MEDIA_TYPE`: Send the body as "Content-Type: application/json". */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INVALID_BODY`: Correct the named fields and send the request again. */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly closeSession: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description Signed out. */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown
        }
        content?: never
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again. */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly getSessionOptions: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': {
            /** @description Whether GET /api/session/oidc/start leads to an issuer. */
            readonly oidc: boolean
            /** @description Whether the cookie of the request is one of a session that is still good. */
            readonly signed_in: boolean
          }
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again. */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly listTokens: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': {
            readonly items: readonly components['schemas']['Token'][]
          }
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly createToken: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['TokenRequestInput']
      }
    }
    readonly responses: {
      /** @description Created */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['MadeToken']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `PAYLOAD_TOO_LARGE`: Send a task smaller than 256 KiB. */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNSUPPORTED_MEDIA_TYPE`: Send the body as "Content-Type: application/json". */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INVALID_BODY`: Correct the named fields and send the request again. */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly revokeToken: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        readonly id: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description Revoked. */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown
        }
        content?: never
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `NOT_FOUND`: Check the address of the request. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly listAudit: {
    readonly parameters: {
      readonly query?: {
        /** @description Most items of the page. */
        readonly limit?: number
        /** @description `next_cursor` of the page before. */
        readonly cursor?: string
        /** @description Id of the principal. */
        readonly actor?: string
        readonly action?: string
        /** @description `ok`, `failed`, `unknown`, or an error code. */
        readonly result?: string
        readonly since?: string
        readonly until?: string
      }
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': {
            readonly items: readonly components['schemas']['AuditRecord'][]
            readonly next_cursor?: string
          }
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly exportAudit: {
    readonly parameters: {
      readonly query?: {
        /** @description Id of the principal. */
        readonly actor?: string
        readonly action?: string
        /** @description `ok`, `failed`, `unknown`, or an error code. */
        readonly result?: string
        readonly since?: string
        readonly until?: string
      }
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description A record a line, the oldest first. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/x-ndjson': string
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly listTasks: {
    readonly parameters: {
      readonly query?: {
        /** @description Most items of the page. */
        readonly limit?: number
        /** @description `next_cursor` of the page before. */
        readonly cursor?: string
        /** @description One or several. */
        readonly status?:
          | ('pending' | 'processing' | 'completed' | 'failed' | 'cancelled')
          | readonly ('pending' | 'processing' | 'completed' | 'failed' | 'cancelled')[]
        readonly type?: string
        readonly resource_type?: string
        readonly resource_id?: string
        readonly team_id?: string
        readonly user_id?: string
      }
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['TaskPage']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly createTask: {
    readonly parameters: {
      readonly query?: {
        readonly dry_run?: 'true' | 'false'
      }
      readonly header?: {
        /** @description The same request with the same key is one task. */
        readonly 'idempotency-key'?: string
      }
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['TaskRequestInput']
      }
    }
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Plan']
        }
      }
      /** @description Accepted */
      readonly 202: {
        headers: {
          /** @description Address of the task. */
          readonly location?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Accepted']
        }
      }
      /**
       * @description `INVALID_REQUEST`: Correct the request as the detail says.
       *
       *     `MALFORMED_TASK`: Send a JSON object with id, type, payload, user_id and created_at.
       */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 405: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `TASK_ID_REUSED`: Use a new id: this one belongs to a task with other contents. */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 412: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `PAYLOAD_TOO_LARGE`: Send a task smaller than 256 KiB. */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNSUPPORTED_MEDIA_TYPE`: Send the body as "Content-Type: application/json". */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `INVALID_BODY`: Correct the named fields and send the request again.
       *
       *     `UNKNOWN_TASK_TYPE`: Use one of the task types listed in the README.
       *
       *     `INVALID_PAYLOAD`: Correct the named fields and send the task again.
       */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 502: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       *
       *     `ORCHESTRATOR_UNAVAILABLE`: Start an orchestrator on the same Redis; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 504: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 507: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly getTask: {
    readonly parameters: {
      readonly query?: never
      readonly header?: {
        /** @description The ETag that is known. */
        readonly 'if-none-match'?: string
      }
      readonly path: {
        readonly id: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          /** @description Changes with the answer. */
          readonly etag?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Task']
        }
      }
      /** @description It is as it was. */
      readonly 304: {
        headers: {
          readonly [name: string]: unknown
        }
        content?: never
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `TASK_NOT_FOUND`: Check the id; finished tasks are kept for a day, unless TASK_RETENTION_HOURS says otherwise. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly cancelTask: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        readonly id: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description Accepted */
      readonly 202: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Cancelling']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `TASK_NOT_FOUND`: Check the id; finished tasks are kept for a day, unless TASK_RETENTION_HOURS says otherwise. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `TASK_FINISHED`: Nothing: the task has already ended.
       *
       *     `PAST_CANCELLING`: Wait for the task to end: a removal that has begun is carried through.
       */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly retryTask: {
    readonly parameters: {
      readonly query?: never
      readonly header?: {
        /** @description The same request with the same key is one task. */
        readonly 'idempotency-key'?: string
      }
      readonly path: {
        readonly id: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description Accepted */
      readonly 202: {
        headers: {
          /** @description Address of the task. */
          readonly location?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Retried']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `TASK_NOT_FOUND`: Check the id; finished tasks are kept for a day, unless TASK_RETENTION_HOURS says otherwise. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `TASK_NOT_FAILED`: Wait for the task to end, or send a new one: only what failed or was cancelled is retried.
       *
       *     `TASK_ID_REUSED`: Use a new id: this one belongs to a task with other contents.
       */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly getClientSecret: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        readonly id: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description Not to be kept. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': {
            readonly workspace_id: string
            readonly client_secret: string
          }
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 405: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 412: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task.
       *
       *     `SECRET_UNREADABLE`: Restore the SLIPWAY_SECRET_KEY (or data/secret.key) under which the secret was sealed.
       */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 502: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       *
       *     `ORCHESTRATOR_UNAVAILABLE`: Start an orchestrator on the same Redis; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 504: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 507: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly listResources: {
    readonly parameters: {
      readonly query?: {
        readonly type?: 'team' | 'workspace' | 'sandbox'
        readonly status?: 'active' | 'suspended' | 'deleting'
      }
      readonly header?: {
        /** @description The ETag that is known. */
        readonly 'if-none-match'?: string
      }
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description Teams first, each type by slug. */
      readonly 200: {
        headers: {
          /** @description Changes with the answer. */
          readonly etag?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': {
            readonly resources: readonly components['schemas']['Resource'][]
          }
        }
      }
      /** @description It is as it was. */
      readonly 304: {
        headers: {
          readonly [name: string]: unknown
        }
        content?: never
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly listTeams: {
    readonly parameters: {
      readonly query?: {
        /** @description Most items of the page. */
        readonly limit?: number
        /** @description `next_cursor` of the page before. */
        readonly cursor?: string
        readonly status?: 'active' | 'suspended' | 'deleting'
      }
      readonly header?: {
        /** @description The ETag that is known. */
        readonly 'if-none-match'?: string
      }
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          /** @description Changes with the answer. */
          readonly etag?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['ResourcePage']
        }
      }
      /** @description It is as it was. */
      readonly 304: {
        headers: {
          readonly [name: string]: unknown
        }
        content?: never
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly createTeam: {
    readonly parameters: {
      readonly query?: {
        /** @description Answers with the plan, and changes nothing. */
        readonly dry_run?: 'true' | 'false'
      }
      readonly header?: {
        /** @description The same request with the same key is one task. */
        readonly 'idempotency-key'?: string
      }
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "slug": "acme",
         *       "name": "Acme Corp",
         *       "owner_email": "ann@acme.test"
         *     }
         */
        readonly 'application/json': {
          readonly slug: string
          /** @description A new one where it is left out. */
          readonly team_id?: string
          /** @description Its first member. Who is told, where it is left out. */
          readonly owner_id?: string
          /** Format: email */
          readonly owner_email?: string
          readonly owner_name?: string
          readonly name?: string
          /** @description Who is told; only an admin may name somebody else. */
          readonly user_id?: string
        }
      }
    }
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Plan']
        }
      }
      /** @description Accepted */
      readonly 202: {
        headers: {
          /** @description Address of the task. */
          readonly location?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Change']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 405: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `TASK_ID_REUSED`: Use a new id: this one belongs to a task with other contents.
       *
       *     `NAME_TAKEN`: Choose another name: what stands under this one was left alone.
       *
       *     `ID_TAKEN`: Use the slug under which this id was provisioned, or a new id.
       */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 412: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `PAYLOAD_TOO_LARGE`: Send a task smaller than 256 KiB. */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNSUPPORTED_MEDIA_TYPE`: Send the body as "Content-Type: application/json". */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `INVALID_BODY`: Correct the named fields and send the request again.
       *
       *     `INVALID_PAYLOAD`: Correct the named fields and send the task again.
       */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 502: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       *
       *     `ORCHESTRATOR_UNAVAILABLE`: Start an orchestrator on the same Redis; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 504: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 507: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly getTeam: {
    readonly parameters: {
      readonly query?: never
      readonly header?: {
        /** @description The ETag that is known. */
        readonly 'if-none-match'?: string
      }
      readonly path: {
        readonly slug: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          /** @description Changes with the answer. */
          readonly etag?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Resource']
        }
      }
      /** @description It is as it was. */
      readonly 304: {
        headers: {
          readonly [name: string]: unknown
        }
        content?: never
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly deleteTeam: {
    readonly parameters: {
      readonly query?: {
        /** @description Answers with the plan, and changes nothing. */
        readonly dry_run?: 'true' | 'false'
        /** @description With all that is in it. */
        readonly cascade?: 'true' | 'false'
      }
      readonly header?: {
        /** @description The same request with the same key is one task. */
        readonly 'idempotency-key'?: string
        /** @description The ETag that it has to have still. */
        readonly 'if-match'?: string
      }
      readonly path: {
        readonly slug: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Plan']
        }
      }
      /** @description Accepted */
      readonly 202: {
        headers: {
          /** @description Address of the task. */
          readonly location?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Change']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 405: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `TASK_ID_REUSED`: Use a new id: this one belongs to a task with other contents. */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `PRECONDITION_FAILED`: Read the resource again and send the request with its present ETag: it has changed meanwhile. */
      readonly 412: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 502: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       *
       *     `ORCHESTRATOR_UNAVAILABLE`: Start an orchestrator on the same Redis; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 504: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 507: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly restartTeam: {
    readonly parameters: {
      readonly query?: {
        /** @description Answers with the plan, and changes nothing. */
        readonly dry_run?: 'true' | 'false'
      }
      readonly header?: {
        /** @description The same request with the same key is one task. */
        readonly 'idempotency-key'?: string
        /** @description The ETag that it has to have still. */
        readonly 'if-match'?: string
      }
      readonly path: {
        readonly slug: string
      }
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "rebuild": true
         *     }
         */
        readonly 'application/json': {
          /** @default false */
          readonly rebuild?: boolean
        }
      }
    }
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Plan']
        }
      }
      /** @description Accepted */
      readonly 202: {
        headers: {
          /** @description Address of the task. */
          readonly location?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Change']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 405: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `TASK_ID_REUSED`: Use a new id: this one belongs to a task with other contents. */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `PRECONDITION_FAILED`: Read the resource again and send the request with its present ETag: it has changed meanwhile. */
      readonly 412: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `PAYLOAD_TOO_LARGE`: Send a task smaller than 256 KiB. */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNSUPPORTED_MEDIA_TYPE`: Send the body as "Content-Type: application/json". */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INVALID_BODY`: Correct the named fields and send the request again. */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 502: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       *
       *     `ORCHESTRATOR_UNAVAILABLE`: Start an orchestrator on the same Redis; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 504: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 507: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly suspendTeam: {
    readonly parameters: {
      readonly query?: {
        /** @description Answers with the plan, and changes nothing. */
        readonly dry_run?: 'true' | 'false'
      }
      readonly header?: {
        /** @description The same request with the same key is one task. */
        readonly 'idempotency-key'?: string
        /** @description The ETag that it has to have still. */
        readonly 'if-match'?: string
      }
      readonly path: {
        readonly slug: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Plan']
        }
      }
      /** @description Accepted */
      readonly 202: {
        headers: {
          /** @description Address of the task. */
          readonly location?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Change']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 405: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `TASK_ID_REUSED`: Use a new id: this one belongs to a task with other contents. */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `PRECONDITION_FAILED`: Read the resource again and send the request with its present ETag: it has changed meanwhile. */
      readonly 412: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 502: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       *
       *     `ORCHESTRATOR_UNAVAILABLE`: Start an orchestrator on the same Redis; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 504: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 507: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly listWorkspaces: {
    readonly parameters: {
      readonly query?: {
        /** @description Most items of the page. */
        readonly limit?: number
        /** @description `next_cursor` of the page before. */
        readonly cursor?: string
        readonly status?: 'active' | 'suspended' | 'deleting'
        /** @description Of the team with this slug. */
        readonly team?: string
      }
      readonly header?: {
        /** @description The ETag that is known. */
        readonly 'if-none-match'?: string
      }
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          /** @description Changes with the answer. */
          readonly etag?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['ResourcePage']
        }
      }
      /** @description It is as it was. */
      readonly 304: {
        headers: {
          readonly [name: string]: unknown
        }
        content?: never
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly createWorkspace: {
    readonly parameters: {
      readonly query?: {
        /** @description Answers with the plan, and changes nothing. */
        readonly dry_run?: 'true' | 'false'
      }
      readonly header?: {
        /** @description The same request with the same key is one task. */
        readonly 'idempotency-key'?: string
      }
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "slug": "shop",
         *       "team": "acme",
         *       "template_repo": "slipway/sample"
         *     }
         */
        readonly 'application/json': {
          readonly slug: string
          /** @description A new one where it is left out. */
          readonly workspace_id?: string
          /** @description Slug of the team that it belongs to. */
          readonly team?: string
          /** @description Its id, instead. Without either a team is made for it. */
          readonly team_id?: string
          /** @description Slug of the team that is made; that of the workspace where it is left out. */
          readonly team_slug?: string
          /** @description Repository that it is made from, as "owner/name". */
          readonly template_repo: string
          /** @description Who is told, where it is left out. */
          readonly owner_id?: string
          /** Format: email */
          readonly owner_email?: string
          readonly name?: string
          /** @default true */
          readonly private?: boolean
          /** @description Who is told; only an admin may name somebody else. */
          readonly user_id?: string
        }
      }
    }
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Plan']
        }
      }
      /** @description Accepted */
      readonly 202: {
        headers: {
          /** @description Address of the task. */
          readonly location?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Change']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 405: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `TASK_ID_REUSED`: Use a new id: this one belongs to a task with other contents.
       *
       *     `NAME_TAKEN`: Choose another name: what stands under this one was left alone.
       *
       *     `ID_TAKEN`: Use the slug under which this id was provisioned, or a new id.
       */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 412: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `PAYLOAD_TOO_LARGE`: Send a task smaller than 256 KiB. */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNSUPPORTED_MEDIA_TYPE`: Send the body as "Content-Type: application/json". */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `INVALID_BODY`: Correct the named fields and send the request again.
       *
       *     `INVALID_PAYLOAD`: Correct the named fields and send the task again.
       */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 502: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       *
       *     `ORCHESTRATOR_UNAVAILABLE`: Start an orchestrator on the same Redis; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 504: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 507: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly getWorkspace: {
    readonly parameters: {
      readonly query?: never
      readonly header?: {
        /** @description The ETag that is known. */
        readonly 'if-none-match'?: string
      }
      readonly path: {
        readonly slug: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          /** @description Changes with the answer. */
          readonly etag?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Resource']
        }
      }
      /** @description It is as it was. */
      readonly 304: {
        headers: {
          readonly [name: string]: unknown
        }
        content?: never
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly deleteWorkspace: {
    readonly parameters: {
      readonly query?: {
        /** @description Answers with the plan, and changes nothing. */
        readonly dry_run?: 'true' | 'false'
        /** @description With its sandboxes. */
        readonly cascade?: 'true' | 'false'
        /** @description Lets its repository stand. */
        readonly keep_repository?: 'true' | 'false'
      }
      readonly header?: {
        /** @description The same request with the same key is one task. */
        readonly 'idempotency-key'?: string
        /** @description The ETag that it has to have still. */
        readonly 'if-match'?: string
      }
      readonly path: {
        readonly slug: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Plan']
        }
      }
      /** @description Accepted */
      readonly 202: {
        headers: {
          /** @description Address of the task. */
          readonly location?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Change']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 405: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `TASK_ID_REUSED`: Use a new id: this one belongs to a task with other contents. */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `PRECONDITION_FAILED`: Read the resource again and send the request with its present ETag: it has changed meanwhile. */
      readonly 412: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 502: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       *
       *     `ORCHESTRATOR_UNAVAILABLE`: Start an orchestrator on the same Redis; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 504: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 507: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly restartWorkspace: {
    readonly parameters: {
      readonly query?: {
        /** @description Answers with the plan, and changes nothing. */
        readonly dry_run?: 'true' | 'false'
      }
      readonly header?: {
        /** @description The same request with the same key is one task. */
        readonly 'idempotency-key'?: string
        /** @description The ETag that it has to have still. */
        readonly 'if-match'?: string
      }
      readonly path: {
        readonly slug: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Plan']
        }
      }
      /** @description Accepted */
      readonly 202: {
        headers: {
          /** @description Address of the task. */
          readonly location?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Change']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 405: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `TASK_ID_REUSED`: Use a new id: this one belongs to a task with other contents. */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `PRECONDITION_FAILED`: Read the resource again and send the request with its present ETag: it has changed meanwhile. */
      readonly 412: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 502: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       *
       *     `ORCHESTRATOR_UNAVAILABLE`: Start an orchestrator on the same Redis; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 504: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 507: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly suspendWorkspace: {
    readonly parameters: {
      readonly query?: {
        /** @description Answers with the plan, and changes nothing. */
        readonly dry_run?: 'true' | 'false'
      }
      readonly header?: {
        /** @description The same request with the same key is one task. */
        readonly 'idempotency-key'?: string
        /** @description The ETag that it has to have still. */
        readonly 'if-match'?: string
      }
      readonly path: {
        readonly slug: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Plan']
        }
      }
      /** @description Accepted */
      readonly 202: {
        headers: {
          /** @description Address of the task. */
          readonly location?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Change']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 405: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `TASK_ID_REUSED`: Use a new id: this one belongs to a task with other contents. */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `PRECONDITION_FAILED`: Read the resource again and send the request with its present ETag: it has changed meanwhile. */
      readonly 412: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 502: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       *
       *     `ORCHESTRATOR_UNAVAILABLE`: Start an orchestrator on the same Redis; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 504: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 507: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly listSandboxes: {
    readonly parameters: {
      readonly query?: {
        /** @description Most items of the page. */
        readonly limit?: number
        /** @description `next_cursor` of the page before. */
        readonly cursor?: string
        readonly status?: 'active' | 'suspended' | 'deleting'
      }
      readonly header?: {
        /** @description The ETag that is known. */
        readonly 'if-none-match'?: string
      }
      readonly path: {
        readonly slug: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          /** @description Changes with the answer. */
          readonly etag?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['ResourcePage']
        }
      }
      /** @description It is as it was. */
      readonly 304: {
        headers: {
          readonly [name: string]: unknown
        }
        content?: never
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly createSandbox: {
    readonly parameters: {
      readonly query?: {
        /** @description Answers with the plan, and changes nothing. */
        readonly dry_run?: 'true' | 'false'
      }
      readonly header?: {
        /** @description The same request with the same key is one task. */
        readonly 'idempotency-key'?: string
      }
      readonly path: {
        readonly slug: string
      }
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "slug": "one",
         *       "source_branch": "main"
         *     }
         */
        readonly 'application/json': {
          /** @description Within its workspace. */
          readonly slug: string
          /** @description A new one where it is left out. */
          readonly sandbox_id?: string
          /** @default main */
          readonly source_branch?: string
          /** @description Who is told; only an admin may name somebody else. */
          readonly user_id?: string
        }
      }
    }
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Plan']
        }
      }
      /** @description Accepted */
      readonly 202: {
        headers: {
          /** @description Address of the task. */
          readonly location?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Change']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 405: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `TASK_ID_REUSED`: Use a new id: this one belongs to a task with other contents.
       *
       *     `NAME_TAKEN`: Choose another name: what stands under this one was left alone.
       *
       *     `ID_TAKEN`: Use the slug under which this id was provisioned, or a new id.
       */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 412: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `PAYLOAD_TOO_LARGE`: Send a task smaller than 256 KiB. */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNSUPPORTED_MEDIA_TYPE`: Send the body as "Content-Type: application/json". */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `INVALID_BODY`: Correct the named fields and send the request again.
       *
       *     `INVALID_PAYLOAD`: Correct the named fields and send the task again.
       */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 502: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       *
       *     `ORCHESTRATOR_UNAVAILABLE`: Start an orchestrator on the same Redis; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 504: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 507: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly getSandbox: {
    readonly parameters: {
      readonly query?: never
      readonly header?: {
        /** @description The ETag that is known. */
        readonly 'if-none-match'?: string
      }
      readonly path: {
        /** @description Of the workspace. */
        readonly slug: string
        readonly sandbox: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          /** @description Changes with the answer. */
          readonly etag?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Resource']
        }
      }
      /** @description It is as it was. */
      readonly 304: {
        headers: {
          readonly [name: string]: unknown
        }
        content?: never
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly deleteSandbox: {
    readonly parameters: {
      readonly query?: {
        /** @description Answers with the plan, and changes nothing. */
        readonly dry_run?: 'true' | 'false'
      }
      readonly header?: {
        /** @description The same request with the same key is one task. */
        readonly 'idempotency-key'?: string
        /** @description The ETag that it has to have still. */
        readonly 'if-match'?: string
      }
      readonly path: {
        /** @description Of the workspace. */
        readonly slug: string
        readonly sandbox: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Plan']
        }
      }
      /** @description Accepted */
      readonly 202: {
        headers: {
          /** @description Address of the task. */
          readonly location?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Change']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 405: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `TASK_ID_REUSED`: Use a new id: this one belongs to a task with other contents. */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `PRECONDITION_FAILED`: Read the resource again and send the request with its present ETag: it has changed meanwhile. */
      readonly 412: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 502: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       *
       *     `ORCHESTRATOR_UNAVAILABLE`: Start an orchestrator on the same Redis; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 504: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 507: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly restartSandbox: {
    readonly parameters: {
      readonly query?: {
        /** @description Answers with the plan, and changes nothing. */
        readonly dry_run?: 'true' | 'false'
      }
      readonly header?: {
        /** @description The same request with the same key is one task. */
        readonly 'idempotency-key'?: string
        /** @description The ETag that it has to have still. */
        readonly 'if-match'?: string
      }
      readonly path: {
        /** @description Of the workspace. */
        readonly slug: string
        readonly sandbox: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Plan']
        }
      }
      /** @description Accepted */
      readonly 202: {
        headers: {
          /** @description Address of the task. */
          readonly location?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Change']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 405: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `TASK_ID_REUSED`: Use a new id: this one belongs to a task with other contents. */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `PRECONDITION_FAILED`: Read the resource again and send the request with its present ETag: it has changed meanwhile. */
      readonly 412: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 502: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       *
       *     `ORCHESTRATOR_UNAVAILABLE`: Start an orchestrator on the same Redis; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 504: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 507: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly suspendSandbox: {
    readonly parameters: {
      readonly query?: {
        /** @description Answers with the plan, and changes nothing. */
        readonly dry_run?: 'true' | 'false'
      }
      readonly header?: {
        /** @description The same request with the same key is one task. */
        readonly 'idempotency-key'?: string
        /** @description The ETag that it has to have still. */
        readonly 'if-match'?: string
      }
      readonly path: {
        /** @description Of the workspace. */
        readonly slug: string
        readonly sandbox: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Plan']
        }
      }
      /** @description Accepted */
      readonly 202: {
        headers: {
          /** @description Address of the task. */
          readonly location?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Change']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 405: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `TASK_ID_REUSED`: Use a new id: this one belongs to a task with other contents. */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `PRECONDITION_FAILED`: Read the resource again and send the request with its present ETag: it has changed meanwhile. */
      readonly 412: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 502: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       *
       *     `ORCHESTRATOR_UNAVAILABLE`: Start an orchestrator on the same Redis; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 504: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 507: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly restartSandboxAgent: {
    readonly parameters: {
      readonly query?: {
        /** @description Answers with the plan, and changes nothing. */
        readonly dry_run?: 'true' | 'false'
      }
      readonly header?: {
        /** @description The same request with the same key is one task. */
        readonly 'idempotency-key'?: string
        /** @description The ETag that it has to have still. */
        readonly 'if-match'?: string
      }
      readonly path: {
        /** @description Of the workspace. */
        readonly slug: string
        readonly sandbox: string
      }
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "regenerate_secret": true
         *     }
         */
        readonly 'application/json': {
          /** @default false */
          readonly regenerate_secret?: boolean
        }
      }
    }
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Plan']
        }
      }
      /** @description Accepted */
      readonly 202: {
        headers: {
          /** @description Address of the task. */
          readonly location?: string
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Change']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RESOURCE_NOT_FOUND`: Provision the named resource first, or correct its id and slug. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 405: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `TASK_ID_REUSED`: Use a new id: this one belongs to a task with other contents. */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `PRECONDITION_FAILED`: Read the resource again and send the request with its present ETag: it has changed meanwhile. */
      readonly 412: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `PAYLOAD_TOO_LARGE`: Send a task smaller than 256 KiB. */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNSUPPORTED_MEDIA_TYPE`: Send the body as "Content-Type: application/json". */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INVALID_BODY`: Correct the named fields and send the request again. */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 502: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       *
       *     `ORCHESTRATOR_UNAVAILABLE`: Start an orchestrator on the same Redis; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 504: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 507: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly followEvents: {
    readonly parameters: {
      readonly query?: {
        /** @description As the header Last-Event-ID, for who can’t send headers. */
        readonly last_event_id?: string
      }
      readonly header?: {
        /** @description Id of the last event that was seen; a browser sends it by itself. */
        readonly 'last-event-id'?: string
      }
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description Each event has the id of the stream, a name and JSON: what happens to a task under its message’s type (`task.progress`), what becomes of a resource under its channel (`sandbox:status`). `gap` says that earlier ones are no longer kept, `dropped` that this reader was too slow: it may come again with the last id that it saw. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'text/event-stream': string
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly followTask: {
    readonly parameters: {
      readonly query?: {
        /** @description As the header Last-Event-ID, for who can’t send headers. */
        readonly last_event_id?: string
      }
      readonly header?: {
        /** @description Id of the last event that was seen; a browser sends it by itself. */
        readonly 'last-event-id'?: string
      }
      readonly path: {
        readonly id: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description Each event has the id of the stream, a name and JSON: what happens to a task under its message’s type (`task.progress`), what becomes of a resource under its channel (`sandbox:status`). `gap` says that earlier ones are no longer kept, `dropped` that this reader was too slow: it may come again with the last id that it saw. The answer ends with the task. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'text/event-stream': string
        }
      }
      /** @description Everything was seen before, and nothing follows. */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown
        }
        content?: never
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `TASK_NOT_FOUND`: Check the id; finished tasks are kept for a day, unless TASK_RETENTION_HOURS says otherwise. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly getAgent: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path: {
        readonly task_id: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Agent']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `TASK_NOT_FOUND`: Check the id; finished tasks are kept for a day, unless TASK_RETENTION_HOURS says otherwise. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly followOutput: {
    readonly parameters: {
      readonly query?: {
        /** @description Bytes of the output that were seen. */
        readonly offset?: string
      }
      readonly header?: {
        /** @description Id of the last event that was seen; a browser sends it by itself. */
        readonly 'last-event-id'?: string
      }
      readonly path: {
        readonly task_id: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description Events `output` with `{start, end, text}` (offsets in bytes, whole lines, without credentials), `gap`, and `end` with the agent when its task has ended. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'text/event-stream': string
        }
      }
      /** @description Everything was seen before, and nothing follows. */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown
        }
        content?: never
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `TASK_NOT_FOUND`: Check the id; finished tasks are kept for a day, unless TASK_RETENTION_HOURS says otherwise. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly listAgents: {
    readonly parameters: {
      readonly query?: {
        /** @description Most items of the page. */
        readonly limit?: number
        /** @description `next_cursor` of the page before. */
        readonly cursor?: string
        /** @description Full slug of the sandbox. */
        readonly sandbox?: string
      }
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['AgentPage']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly getQueues: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Queues']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly listLeftovers: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description OK */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': components['schemas']['Leftovers']
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly removeLeftover: {
    readonly parameters: {
      readonly query?: {
        /** @description Its name, as a confirmation. */
        readonly confirm?: string
      }
      readonly header?: never
      readonly path: {
        readonly id: string
      }
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description It is gone. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': {
            /** @constant */
            readonly removed: true
          }
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `LEFTOVER_NOT_FOUND`: Read the leftovers again: this one is gone, or belongs to somebody by now. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 405: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 412: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `NOT_CONFIRMED`: Repeat the request with ?confirm= and the name of what is to be removed. */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 502: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       *
       *     `ORCHESTRATOR_UNAVAILABLE`: Start an orchestrator on the same Redis; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 504: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 507: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly tellCardMoved: {
    readonly parameters: {
      readonly query?: never
      readonly header: {
        /** @description sha256=<hex HMAC-SHA-256 of the raw body under the sandbox’s secret> */
        readonly 'x-webhook-signature': string
        /** @description The same each time that a delivery is repeated. */
        readonly 'x-webhook-delivery': string
      }
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['CardMovedInput']
      }
    }
    readonly responses: {
      /** @description Nothing is to be done. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': {
            /** @constant */
            readonly status: 'ignored'
            readonly reason: string
          }
        }
      }
      /** @description An agent will work on it. */
      readonly 202: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/json': {
            /** @constant */
            readonly status: 'queued'
            readonly task_id: string
          }
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `SIGNATURE_INVALID`: Sign the raw body with the sandbox's agent_webhook_secret: X-Webhook-Signature: sha256=<hex HMAC-SHA-256>. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 404: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 405: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 409: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 412: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `PAYLOAD_TOO_LARGE`: Send a task smaller than 256 KiB. */
      readonly 413: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNSUPPORTED_MEDIA_TYPE`: Send the body as "Content-Type: application/json". */
      readonly 415: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INVALID_BODY`: Correct the named fields and send the request again. */
      readonly 422: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 431: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 502: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `ORCHESTRATOR_UNAVAILABLE`: Start an orchestrator on the same Redis; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 504: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description What the orchestrator that was asked refused with. */
      readonly 507: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
  readonly getMetrics: {
    readonly parameters: {
      readonly query?: never
      readonly header?: never
      readonly path?: never
      readonly cookie?: never
    }
    readonly requestBody?: never
    readonly responses: {
      /** @description Prometheus' text format, version 0.0.4 */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'text/plain': string
        }
      }
      /** @description `INVALID_REQUEST`: Correct the request as the detail says. */
      readonly 400: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `UNAUTHORIZED`: Send "Authorization: Bearer <token>" with a token that this portal-api knows and that has not expired. */
      readonly 401: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `FORBIDDEN`: Use a token with the scope, or the role in the team, that the detail names; docs/access.md. */
      readonly 403: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `RATE_LIMITED`: Wait for as many seconds as Retry-After says, then send the request again. */
      readonly 429: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /** @description `INTERNAL`: This is a defect of Slipway: report it with the log lines of the task. */
      readonly 500: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
      /**
       * @description `REDIS_UNAVAILABLE`: Start Redis, or correct REDIS_URL; then send the request again.
       *
       *     `OIDC_UNAVAILABLE`: See that OIDC_ISSUER is right and that it answers portal-api; then send the request again.
       */
      readonly 503: {
        headers: {
          readonly [name: string]: unknown
        }
        content: {
          readonly 'application/problem+json': components['schemas']['Problem']
        }
      }
    }
  }
}
