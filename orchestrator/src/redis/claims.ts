import type { LockClaim } from '#contract'
import { LOCK_PREFIX } from './keys.ts'

/**
 * A claim as the lock's scripts take it: the set it stands in, and the other set of the same node. An exclusive claim is
 * kept waiting by both, a shared one only by the exclusive.
 */
export const claimSets = ({ node, mode }: LockClaim): [own: string, other: string] => {
  const [exclusive, shared] = [`${LOCK_PREFIX}${node}|x`, `${LOCK_PREFIX}${node}|s`]
  return mode === 'exclusive' ? [exclusive, shared] : [shared, exclusive]
}
