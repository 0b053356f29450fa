import { describe } from 'node:test'
import { commandsConformance } from './conformance-commands.ts'
import { connectionConformance } from './conformance-connection.ts'
import { endingsConformance } from './conformance-endings.ts'
import { runsConformance } from './conformance-runs.ts'
import type { MakeSubject } from './conformance-support.ts'

/** What every implementation of the port promises. @param make is called several times */
export function hostConformance(name: string, make: MakeSubject): void {
  describe(`agent host: ${name}`, { concurrency: true }, () => {
    runsConformance(make)
    endingsConformance(make)
    commandsConformance(make)
    connectionConformance(make)
  })
}
