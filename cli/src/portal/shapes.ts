import { z } from 'zod'
import { Effect, Plan, ResourceRecord, TaskStatus, TaskStep } from '#contract'

// What of portal-api's answers is shown. Fields that it adds are passed through: `--json` prints answers as they came.

export const Resource = z.looseObject({
  ...ResourceRecord.omit({ sealed: true, metadata: true }).shape,
  metadata: z.looseObject({ subdomain: z.string().optional(), url: z.string().optional() }),
  children: z.number(),
})
export type Resource = z.infer<typeof Resource>

const page = <T extends z.ZodType>(item: T) =>
  z.looseObject({ items: z.array(item), next_cursor: z.string().optional() })
export const Resources = page(Resource)
export const AllResources = z.looseObject({ resources: z.array(Resource) })

export const Task = z.looseObject({
  id: z.string(),
  type: z.string(),
  status: TaskStatus,
  user_id: z.string(),
  resource_type: z.string().optional(),
  resource_id: z.string().optional(),
  resource_slug: z.string().optional(),
  message: z.string(),
  percentage: z.number(),
  attempt: z.number(),
  created_at: z.string(),
  started_at: z.string().optional(),
  updated_at: z.string(),
  completed_at: z.string().optional(),
  failed_at: z.string().optional(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.string().optional(),
  error_code: z.string().optional(),
  remedy: z.string().optional(),
  retry_of: z.string().optional(),
  retried_by: z.string().optional(),
  leftovers: z.array(Effect).optional(),
  steps: z.array(TaskStep),
})
export type Task = z.infer<typeof Task>
export const Tasks = page(Task)

export const Accepted = z.looseObject({ id: z.string(), status: TaskStatus })
export type Accepted = z.infer<typeof Accepted>
export { Plan }

export const Me = z.looseObject({
  principal: z.looseObject({
    id: z.string(),
    name: z.string().optional(),
    kind: z.string(),
    scopes: z.array(z.string()),
    teams: z.union([z.literal('all'), z.array(z.looseObject({ team_id: z.string(), role: z.string() }))]),
  }),
})
export type Me = z.infer<typeof Me>

export const Leftover = z.looseObject({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  owner: z.string(),
  reason: z.string(),
  found_at: z.string(),
})
export type Leftover = z.infer<typeof Leftover>
export const Leftovers = page(Leftover)

export const Token = z.looseObject({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  created_at: z.string().optional(),
  expires_at: z.string().optional(),
  last_used_at: z.string().optional(),
  revoked_at: z.string().optional(),
})
export type Token = z.infer<typeof Token>
export const Tokens = page(Token)
export const NewToken = z.looseObject({ ...Token.shape, token: z.string() })

export const Agent = z.looseObject({
  task_id: z.string().optional(),
  status: TaskStatus,
  sandbox: z.string().optional(),
  card_id: z.string().optional(),
  agent: z.string().optional(),
  agent_type: z.string().optional(),
  host: z.string().optional(),
  started_at: z.string().optional(),
  turns: z.number().optional(),
  cost_usd: z.number().optional(),
  error: z.string().optional(),
  error_code: z.string().optional(),
})
export type Agent = z.infer<typeof Agent>
export const Agents = page(Agent)
