import { z } from 'zod'
import { Id, ResourceRecord, Slug, TaskStatus } from '#contract'
import { named } from './named.ts'

/** A resource as it is shown: never with its sealed secrets. */
export const Resource = named(
  'Resource',
  z.object({
    ...ResourceRecord.omit({ sealed: true }).shape,
    team_id: z.string().optional().describe('Id of the team that it belongs to, or is.'),
    children: z.int().describe('How many resources name it as their parent.'),
  }),
)
export type Resource = z.infer<typeof Resource>

export const ResourcePage = named(
  'ResourcePage',
  z.object({
    items: z.array(Resource),
    next_cursor: z.string().optional().describe('Cursor of the next page; absent on the last one.'),
  }),
)

/** A change of a resource that was accepted. */
export const Change = named(
  'Change',
  z.object({
    id: z.string().describe('Id of its task.'),
    status: TaskStatus,
    resource: z.object({
      type: ResourceRecord.shape.type,
      id: z.string(),
      slug: z.string().describe('Full slug for a sandbox.'),
    }),
  }),
)
export type Change = z.infer<typeof Change>

export const BySlug = z.object({ slug: Slug })
export const BySandbox = z.object({ slug: Slug.describe('Of the workspace.'), sandbox: Slug })

/** Fields that the body of every creation may have. */
export const Creator = {
  user_id: Id.optional().describe('Who is told; only an admin may name somebody else.'),
}
