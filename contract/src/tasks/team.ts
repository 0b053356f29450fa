import { z } from 'zod'
import { Id, Slug } from '../names.ts'
import { defineContract, type ResourceRef } from '../task.ts'
import { baseMetadata, DisplayName, Email, PowerMetadata, RemovalMetadata } from './shared.ts'

const identity = { team_id: Id, team_slug: Slug }
const resource = (payload: { team_id: string; team_slug: string }): ResourceRef<'team'> => ({
  type: 'team',
  id: payload.team_id,
  slug: payload.team_slug,
})
const parents = () => []

export const TeamMetadata = z.object(baseMetadata)

export const TeamProvision = defineContract({
  type: 'team.provision',
  lane: 'high',
  operation: 'provision',
  endsAs: 'active',
  payload: z.strictObject({
    ...identity,
    owner_id: Id,
    owner_email: Email.optional(),
    owner_name: DisplayName.optional(),
    name: DisplayName.optional(),
  }),
  result: TeamMetadata,
  resource,
  parents,
})

export const TeamDelete = defineContract({
  type: 'team.delete',
  lane: 'normal',
  operation: 'delete',
  endsAs: 'deleted',
  payload: z.strictObject({ ...identity, cascade: z.boolean().default(false) }),
  result: RemovalMetadata,
  resource,
  parents,
})

export const TeamRestart = defineContract({
  type: 'team.restart',
  lane: 'high',
  operation: 'restart',
  endsAs: 'active',
  payload: z.strictObject({ ...identity, rebuild: z.boolean().default(false) }),
  result: PowerMetadata,
  resource,
  parents,
})

export const TeamSuspend = defineContract({
  type: 'team.suspend',
  lane: 'normal',
  operation: 'suspend',
  endsAs: 'suspended',
  payload: z.strictObject(identity),
  result: PowerMetadata,
  resource,
  parents,
})
