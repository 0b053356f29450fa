/** The value that a share of all values does not exceed, by the nearest rank. @param share between 0 and 1 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (value === undefined) throw new RangeError('No values were measured')
  return value
}

/** The middle value; of an even number the lower one of the two. */
export const median = (values: readonly number[]): number => percentile(values, 0.5)

/** Milliseconds that something takes. */
export async function duration(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** A number as it is shown: three significant digits. */
export const shown = (value: number): number => Number(value.toPrecision(3))
