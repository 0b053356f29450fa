/** Whether something thrown is a system error with one of these codes (`ENOENT`, `EEXIST`, …). */
export const isErrno = (thrown: unknown, ...codes: readonly string[]): boolean =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && codes.includes(thrown.code)

/** The value of a promise, or undefined where it fails because the file it asks for is absent. */
export async function unlessAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (thrown) {
    if (isErrno(thrown, 'ENOENT', 'ENOTDIR')) return undefined
    throw thrown
  }
}
