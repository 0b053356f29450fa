// Run by the conformance suite as a process of its own:
//   node conformance-child.ts <dataDir> <verb> <host> <owner> <task> <fileOperations>
// It kills itself when that many file operations have ended; 0 lets it finish.
import { killAfter } from './conformance-kill-switch.ts'
import type { Tag } from '../effect.ts'
import type { Certificates } from './port.ts'

/** Runs one verb of an implementation, by its name. */
export async function runVerb(certificates: Certificates, verb: string, host: string, tag: Tag): Promise<void> {
  const { signal } = new AbortController()
  const verbs: Readonly<Record<string, () => Promise<unknown>>> = {
    ensure: () => certificates.ensureCertificate(host, tag, signal),
    renew: () => certificates.renew(host, signal),
    remove: () => certificates.remove({ kind: 'certificate', name: host }, { owner: tag.owner }, signal),
  }
  await verbs[verb]?.()
}

if (import.meta.main) {
  const [dataDir = '', verb = '', host = '', owner = '', task = '', fileOperations = '0'] = process.argv.slice(2)
  const { createLocalCertificates } = await import('./local.ts')
  const certificates = createLocalCertificates({ dataDir })
  killAfter(Number(fileOperations))
  await runVerb(certificates, verb, host, { owner, task })
}
