import { ownerKey, type Effect, type EffectAction, type EffectKind, type ResourceRef } from '#contract'

/** An effect on a thing of a resource. */
export const effectOn = (
  action: EffectAction,
  kind: EffectKind,
  resource: Pick<ResourceRef, 'type' | 'id'>,
  name: string,
): Effect => ({
  action,
  kind,
  name,
  owner: ownerKey(resource.type, resource.id),
})
