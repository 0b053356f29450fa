import type { Application, ServicePrincipal } from './directory.ts'
import { type GraphCall, type GraphHandler, permit } from './graph-call.ts'
import { badRequest, notFound } from './graph-error.ts'
import { shownApplication } from './representation.ts'
import { shownDeletedPrincipal } from './service-principals.ts'

function deleted({ directory, request, operation }: GraphCall): Application | ServicePrincipal {
  const id = request.params['directoryObject-id'] ?? ''
  const found = [...directory.deletedApplications, ...directory.deletedServicePrincipals].find((each) => each.id === id)
  if (found === undefined || !directory.replicas.knows(found.id, operation)) throw notFound(id)
  return found
}

const show = (call: GraphCall, object: Application | ServicePrincipal): Record<string, unknown> =>
  'uniqueName' in object
    ? { '@odata.type': '#microsoft.graph.application', ...shownApplication(object) }
    : { '@odata.type': '#microsoft.graph.servicePrincipal', ...shownDeletedPrincipal(call, object) }

export const getDeletedItem: GraphHandler = (call) => {
  permit.readDeleted(call)
  return { status: 200, body: show(call, deleted(call)) }
}

/** Deletes for good. OwnedBy suffices for what the client made itself. */
export const purgeDeletedItem: GraphHandler = (call) => {
  const found = deleted(call)
  permit.write(call, found)
  call.directory.purge(found.id)
  return { status: 204 }
}

export const restoreDeletedItem: GraphHandler = (call) => {
  const found = deleted(call)
  permit.write(call, found)
  const orphaned = !('uniqueName' in found) && !call.directory.applications.some(({ appId }) => appId === found.appId)
  if (orphaned) throw badRequest('The service principal can only be restored together with its application.')
  call.directory.restore(found)
  return { status: 200, body: show(call, found) }
}
