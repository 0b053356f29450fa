import type { Failure } from '#contract'

const HOUR_MS = 60 * 60_000
const LONGEST_MS = 24 * HOUR_MS

/**
 * Milliseconds until a renewal that failed is tried again: an hour, doubled with each failure, at most a day; longer
 * where the authority said so. Authorities bear five failed validations of a name in an hour, and five certificates for
 * the same names in a week (https://letsencrypt.org/docs/rate-limits/).
 * @param failures how many there were in a row, this one included
 */
export const renewalBackOff = (failures: number, { retryAfterMs = 0 }: Pick<Failure, 'retryAfterMs'>): number =>
  Math.max(Math.min(HOUR_MS * 2 ** (failures - 1), LONGEST_MS), retryAfterMs)
