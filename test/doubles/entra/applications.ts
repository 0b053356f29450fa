import { z } from 'zod'
import type { Answer } from '../kit/exchange.ts'
import { changedProperties, newProperties } from './application-body.ts'
import type { Application } from './directory.ts'
import { type GraphCall, type GraphHandler, permit } from './graph-call.ts'
import { badRequest, notFound } from './graph-error.ts'
import { page, selected } from './query.ts'
import { shownApplication } from './representation.ts'

/** How an operation names the application: its parameter, and the property that holds the value. */
type Key = 'id' | 'appId' | 'uniqueName'

const PARAMETER = { id: 'application-id', appId: 'appId', uniqueName: 'uniqueName' } as const

/** What stands in the place of the key; quotes are doubled inside OData's. */
const keyValue = ({ request }: GraphCall, key: Key): string =>
  (request.params[PARAMETER[key]] ?? '').replaceAll("''", "'")

const standing = ({ directory }: GraphCall, key: Key, value: string): Application | undefined =>
  directory.applications.find((each) => each[key] === value)

/** The application that this call names. @throws GraphError 404 when there is none, or the replica does not know it yet */
export function named(call: GraphCall, key: Key): Application {
  const value = keyValue(call, key)
  const found = standing(call, key, value)
  if (found === undefined || !call.directory.replicas.knows(found.id, call.operation)) throw notFound(value)
  return found
}

function change({ directory, request }: GraphCall, application: Application): void {
  const properties = changedProperties(application.properties, request.body)
  directory.staleReads.changes(application)
  application.properties = properties
}

function make(call: GraphCall, uniqueName: string | null, body: unknown): Answer {
  const { directory, grant } = call
  // A deleted application keeps its unique name until it is purged (microsoftgraph/msgraph-bicep-types#137).
  const taken = [...directory.applications, ...directory.deletedApplications].some(
    (each) => uniqueName !== null && each.uniqueName === uniqueName,
  )
  if (taken) throw badRequest('Another object with the same value for property uniqueName already exists.')
  const made = directory.addApplication(grant.clientId, uniqueName, newProperties(body))
  directory.replicas.written(made.id)
  return { status: 201, body: shownApplication(made) }
}

export const createApplication: GraphHandler = (call) => {
  permit.make(call)
  const { uniqueName = null, ...rest } = z.looseObject({ uniqueName: z.string().optional() }).parse(call.request.body)
  return make(call, uniqueName, rest)
}

/** Create or update. It is decided where it is written: it never misses what was just made. */
export const upsertApplication: GraphHandler = (call) => {
  permit.make(call)
  const name = keyValue(call, 'uniqueName')
  const found = standing(call, 'uniqueName', name)
  if (found === undefined) {
    if (call.request.headers['prefer'] !== 'create-if-missing') throw notFound(name)
    return make(call, name, call.request.body)
  }
  permit.write(call, found)
  change(call, found)
  return { status: 204 }
}

export const getApplication =
  (key: Key): GraphHandler =>
  (call) => {
    permit.read(call)
    const found = named(call, key)
    const shown = call.directory.staleReads.shown(found)
    return { status: 200, body: selected(call.request.url, shownApplication(shown)) }
  }

export const updateApplication =
  (key: Key): GraphHandler =>
  (call) => {
    const found = named(call, key)
    permit.write(call, found)
    change(call, found)
    return { status: 204 }
  }

export const deleteApplication =
  (key: Key): GraphHandler =>
  (call) => {
    const found = named(call, key)
    permit.write(call, found)
    call.directory.remove(found)
    return { status: 204 }
  }

const pageOf = ({ request }: GraphCall, all: readonly Application[]): Answer => {
  const filterable = all.map((application) => ({ ...application.properties, ...application }))
  return { status: 200, body: page(request, filterable, shownApplication) }
}

/** Of those that the replica knows. */
export const listApplications: GraphHandler = (call) => {
  permit.read(call)
  const { replicas, staleReads, applications } = call.directory
  const known = applications.filter(({ id }) => replicas.knows(id, call.operation))
  return pageOf(
    call,
    known.map((each) => staleReads.shown(each)),
  )
}

export const listDeletedApplications: GraphHandler = (call) => {
  permit.readDeleted(call)
  return pageOf(call, call.directory.deletedApplications)
}
