import { isErrno } from './errno.ts'
import { isVacant, makeWhole } from './staging.ts'

/**
 * Makes a directory unless it stands, also when several processes do so at once.
 * @param stands whether it need not be made; throws where something else stands in its place
 * @param fill puts the contents, the tag among them, into the temporary directory it is given
 * @returns whether it was this call that made it
 */
export async function ensureWhole(
  path: string,
  stands: () => Promise<boolean>,
  fill: (temporary: string) => Promise<void>,
): Promise<boolean> {
  while (!(await stands())) {
    try {
      if (await makeWhole(path, fill)) return true
    } catch (error) {
      // Another process was first, and has cleared our temporary directory away: it is seen in the next round.
      if (!isErrno(error, 'ENOENT') || (await isVacant(path))) throw error
    }
  }
  return false
}
