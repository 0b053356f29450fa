import { Failure } from '#contract'

/**
 * Runs a verb on one host; what the file system or a damaged file throws becomes a Failure that names the host.
 * @throws Failure; the signal's reason
 */
export async function onHost<T>(host: string, signal: AbortSignal, verb: () => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  try {
    return await verb()
  } catch (thrown) {
    if (thrown instanceof Failure || signal.aborted) throw thrown
    throw new Failure('CERTIFICATE_FAILED', `the certificate for ${host} failed: ${Failure.from(thrown).message}`, {
      cause: thrown,
    })
  }
}

/** Runs a verb on one host after the other, and puts together what each gives. */
export async function onEachHost<T>(
  hosts: Iterable<string>,
  signal: AbortSignal,
  verb: (host: string) => Promise<T[]>,
): Promise<T[]> {
  const all: T[] = []
  for (const host of hosts) all.push(...(await onHost(host, signal, () => verb(host))))
  return all
}
