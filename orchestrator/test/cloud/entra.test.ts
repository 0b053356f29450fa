import { identityConformance } from '../../src/drivers/identity/conformance.ts'
import { entraWorld } from './support/entra.ts'

identityConformance('entra', async () => {
  const world = await entraWorld()
  return {
    identity: world.open(),
    again: () => Promise.resolve(world.open()),
    redirectUris: (application) =>
      Promise.resolve([...(world.find(application)?.properties.web.redirectUris ?? [])].sort()),
    stored: world.stored,
    leftovers: world.leftovers,
    child: (verb, application, uri, owner, task) => world.child({ verb, application, uri, owner, task }),
    dispose: () => world[Symbol.asyncDispose](),
  }
})
