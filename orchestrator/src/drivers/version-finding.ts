import { Failure } from '#contract'
import type { Finding } from './preflight.ts'

const isOlder = (version: string, than: string): boolean => version.localeCompare(than, 'en', { numeric: true }) < 0

/** Whether something is new enough. Versions are compared number by number, as "2.26.1" and "6.2". */
export function versionFinding(name: string, version: string, oldest: string): Finding {
  if (!isOlder(version, oldest)) return { state: 'ok', name, detail: `version ${version}` }
  const message = `${name} has version ${version}, and ${oldest} or newer is needed`
  return { state: 'failed', name, failure: new Failure('VERSION_TOO_OLD', message) }
}
