import { z } from 'zod'
import { CONTRACTS, Effect, Plan as ContractPlan, TaskEnvelope, TaskId, TaskStatus, TaskStep } from '#contract'
import { named } from './named.ts'

export const TaskById = z.object({ id: TaskId })

export const Plan = named('Plan', ContractPlan)

const count = z.int().nonnegative()

/** A task as it is shown. */
export const Task = named(
  'Task',
  z.object({
    id: z.string(),
    type: z.string(),
    status: TaskStatus,
    user_id: z.string(),
    resource_type: z.string().optional(),
    resource_id: z.string().optional(),
    resource_slug: z.string().optional().describe('Full slug of a sandbox and its agents.'),
    team_id: z.string().optional().describe('Id of the team that it belongs to; absent while that is not known.'),
    step: count.describe('Steps that are done.'),
    total_steps: count,
    message: z.string(),
    percentage: count.max(100),
    attempt: count,
    created_at: z.string(),
    started_at: z.string().optional(),
    updated_at: z.string(),
    completed_at: z.string().optional(),
    failed_at: z.string().optional(),
    result: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('What the final status message tells, without secrets.'),
    error: z.string().optional(),
    error_code: z.string().optional(),
    remedy: z.string().optional().describe('What to do about the error.'),
    past_cancelling: z
      .boolean()
      .optional()
      .describe('True from the moment a removal has begun: it is carried through and can’t be cancelled.'),
    retry_of: z.string().optional().describe('Id of the task of which it is a retry.'),
    retried_by: z.string().optional().describe('Id of the latest retry of it.'),
    effects: z.array(Effect).optional().describe('What it declared and did, in the order of its plan.'),
    leftovers: z.array(Effect).optional().describe('What could not be undone; the sweeper removes it.'),
    steps: z.array(TaskStep).describe('In the order of its plan; none before its first run.'),
  }),
)
export type Task = z.infer<typeof Task>

export const TaskPage = named(
  'TaskPage',
  z.object({
    items: z.array(Task),
    next_cursor: z.string().optional().describe('Cursor of the next page, which may be empty; absent on the last one.'),
  }),
)

export const Retried = named(
  'Retried',
  z.object({ id: z.string().describe('Id of the new task.'), status: TaskStatus, retry_of: z.string() }),
)

export const Accepted = named('Accepted', z.object({ id: z.string().describe('Id of the task.'), status: TaskStatus }))

export const Cancelling = named(
  'Cancelling',
  z.object({ id: z.string(), status: TaskStatus, cancelling: z.literal(true) }),
)

const envelope = TaskEnvelope.omit({ retry_of: true }).partial({ id: true, user_id: true, created_at: true })

/** A task as it is sent, of each type; the contract checks it (`parseTask`). */
export const TaskRequest = named(
  'TaskRequest',
  z
    .union(
      Object.values(CONTRACTS).map(({ type, payload }) =>
        z.strictObject({ ...envelope.shape, type: z.literal(type), payload }),
      ),
    )
    .meta({
      examples: [
        {
          ...{ id: 'first-team', type: 'team.provision', user_id: 'me' },
          payload: { team_id: 'team-1', team_slug: 'acme', owner_id: 'me' },
        },
      ],
    }),
)
