import { z } from 'zod'
import type { Answer } from '../kit/exchange.ts'
import type { Directory, ServicePrincipal } from './directory.ts'
import { type GraphCall, type GraphHandler, permit } from './graph-call.ts'
import { badRequest, GraphError, notFound } from './graph-error.ts'
import { page, selected } from './query.ts'
import { shownPrincipal } from './representation.ts'

const Made = z.strictObject({ appId: z.string(), tags: z.array(z.string()).optional() })
const Changed = z.strictObject({ tags: z.array(z.string()) })

const NO_APPLICATION = (appId: string): GraphError => {
  const message = `The appId '${appId}' of the service principal does not reference a valid application object.`
  return new GraphError(400, 'Request_BadRequest', message, [
    { code: 'NoBackingApplicationObject', message, target: 'appId' },
  ])
}

const displayNameOf = ({ applications, deletedApplications }: Directory, { appId }: ServicePrincipal): string =>
  [...applications, ...deletedApplications].find((each) => each.appId === appId)?.properties.displayName ?? ''

const show = (call: GraphCall, principal: ServicePrincipal): Record<string, unknown> =>
  shownPrincipal(principal, displayNameOf(call.directory, principal))

type Key = 'id' | 'appId'
const PARAMETER = { id: 'servicePrincipal-id', appId: 'appId' } as const

function named(call: GraphCall, key: Key): ServicePrincipal {
  const value = call.request.params[PARAMETER[key]] ?? ''
  const found = call.directory.servicePrincipals.find((each) => each[key] === value)
  if (found === undefined || !call.directory.replicas.knows(found.id, call.operation)) throw notFound(value)
  return found
}

export const createPrincipal: GraphHandler = (call) => {
  permit.make(call)
  const { data, error } = Made.safeParse(call.request.body)
  if (data === undefined)
    throw badRequest(`Invalid value specified for resource ServicePrincipal: ${z.prettifyError(error)}`)
  const { directory, operation, grant } = call
  const application = directory.applications.find(({ appId }) => appId === data.appId)
  if (application === undefined || !directory.replicas.knows(application.id, operation))
    throw NO_APPLICATION(data.appId)
  if (directory.servicePrincipals.some(({ appId }) => appId === data.appId)) {
    throw new GraphError(
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      `The service principal cannot be created, updated, or restored because the service principal name ${data.appId} is already in use.`,
    )
  }
  const made = directory.addServicePrincipal(grant.clientId, data.appId, data.tags ?? [])
  directory.replicas.written(made.id)
  return { status: 201, body: show(call, made) }
}

export const getPrincipal =
  (key: Key): GraphHandler =>
  (call) => {
    permit.read(call)
    return { status: 200, body: selected(call.request.url, show(call, named(call, key))) }
  }

export const updatePrincipal: GraphHandler = (call) => {
  const found = named(call, 'id')
  permit.write(call, found)
  const { data, error } = Changed.safeParse(call.request.body)
  if (data === undefined)
    throw badRequest(`Invalid value specified for resource ServicePrincipal: ${z.prettifyError(error)}`)
  found.tags = data.tags
  return { status: 204 }
}

export const deletePrincipal =
  (key: Key): GraphHandler =>
  (call) => {
    const found = named(call, key)
    permit.write(call, found)
    call.directory.remove(found)
    return { status: 204 }
  }

const pageOf = (call: GraphCall, all: readonly ServicePrincipal[]): Answer => {
  const filterable = all.map((each) => ({ ...each, displayName: displayNameOf(call.directory, each) }))
  return { status: 200, body: page(call.request, filterable, (each) => show(call, each)) }
}

export const listPrincipals: GraphHandler = (call) => {
  permit.read(call)
  const { servicePrincipals, replicas } = call.directory
  return pageOf(
    call,
    servicePrincipals.filter(({ id }) => replicas.knows(id, call.operation)),
  )
}

export const listDeletedPrincipals: GraphHandler = (call) => {
  permit.readDeleted(call)
  return pageOf(call, call.directory.deletedServicePrincipals)
}

/** A deleted service principal as `directory/deletedItems` shows it. */
export const shownDeletedPrincipal = show
