import { after } from 'node:test'
import { certificatesConformance } from '../../src/drivers/certificates/conformance.ts'
import { acmeSubject, startAcmeWorld } from './support/acme.ts'

const world = await startAcmeWorld()
after(() => world[Symbol.asyncDispose]())

certificatesConformance('acme', acmeSubject(world))
