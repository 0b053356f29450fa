import { z } from 'zod'
import { TeamRole } from '../access/principal.ts'
import { GrantedScope } from '../access/scope.ts'
import { ShownToken } from '../access/token-record.ts'
import { named } from './named.ts'

/** A token is to be renewed now and then. */
const DEFAULT_DAYS = 90
const MOST_DAYS = 366

export const Token = named('Token', ShownToken)

export const MadeToken = named(
  'MadeToken',
  ShownToken.extend({ token: z.string().describe('The token itself: shown this once.') }),
)

export const TokenRequest = named(
  'TokenRequest',
  z
    .strictObject({
      name: z
        .string()
        .min(1)
        .max(100)
        .regex(/^[^\p{Cc}]*$/u, 'may hold no control characters')
        .describe('What it is for.'),
      scopes: z.array(GrantedScope).min(1).max(GrantedScope.options.length),
      teams: z.array(TeamRole).min(1).max(200).optional().describe('The teams that it may see. Absent: all.'),
      expires_in_days: z.int().min(1).max(MOST_DAYS).default(DEFAULT_DAYS),
    })
    .refine(({ scopes, teams }) => teams === undefined || !scopes.includes('admin'), {
      path: ['teams'],
      error: 'can’t be limited for a token with the scope "admin", which sees all',
    })
    .meta({
      examples: [
        {
          ...{ name: 'deployments of acme', scopes: ['workspaces:*', 'tasks:read'], expires_in_days: 30 },
          teams: [{ team_id: 'team-1', role: 'admin' }],
        },
      ],
    }),
)

export const Me = named(
  'Me',
  z.object({
    principal: z.object({
      id: z.string().describe('The user_id of tasks that are sent.'),
      name: z.string(),
      kind: z.enum(['root', 'token', 'user']),
      scopes: z.array(GrantedScope),
      teams: z.union([z.literal('all'), z.array(TeamRole)]),
    }),
  }),
)
