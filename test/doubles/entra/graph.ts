import { type Contract, loadContract } from '../kit/contract.ts'
import type { Route } from '../kit/route.ts'
import {
  createApplication,
  deleteApplication,
  getApplication,
  listApplications,
  listDeletedApplications,
  updateApplication,
  upsertApplication,
} from './applications.ts'
import { getDeletedItem, purgeDeletedItem, restoreDeletedItem } from './deleted-items.ts'
import { type GraphHandler, graphHandler, type GraphService } from './graph-call.ts'
import { addPassword, removePassword } from './passwords.ts'
import {
  createPrincipal,
  deletePrincipal,
  getPrincipal,
  listDeletedPrincipals,
  listPrincipals,
  updatePrincipal,
} from './service-principals.ts'

const HANDLERS: Readonly<Record<string, GraphHandler>> = {
  application_ListApplication: listApplications,
  application_CreateApplication: createApplication,
  application_GetApplication: getApplication('id'),
  application_UpdateApplication: updateApplication('id'),
  application_DeleteApplication: deleteApplication('id'),
  application_GetApplicationByUniqueName: getApplication('uniqueName'),
  application_UpsertApplicationByUniqueName: upsertApplication,
  application_DeleteApplicationByUniqueName: deleteApplication('uniqueName'),
  application_GetApplicationByAppId: getApplication('appId'),
  application_UpdateApplicationByAppId: updateApplication('appId'),
  application_DeleteApplicationByAppId: deleteApplication('appId'),
  application_addPassword: addPassword,
  application_removePassword: removePassword,
  servicePrincipal_ListServicePrincipal: listPrincipals,
  servicePrincipal_CreateServicePrincipal: createPrincipal,
  servicePrincipal_GetServicePrincipal: getPrincipal('id'),
  servicePrincipal_UpdateServicePrincipal: updatePrincipal,
  servicePrincipal_DeleteServicePrincipal: deletePrincipal('id'),
  servicePrincipal_GetByAppId: getPrincipal('appId'),
  servicePrincipal_DeleteByAppId: deletePrincipal('appId'),
  // Before the item of any id: the first that matches counts.
  directory_ListDeletedItemAsApplication: listDeletedApplications,
  directory_GetDeletedItem: getDeletedItem,
  directory_DeleteDeletedItem: purgeDeletedItem,
  'directory.deletedItem_restore': restoreDeletedItem,
}

/** Not in the slice, but documented: https://learn.microsoft.com/graph/api/directory-deleteditems-list */
const LIST_DELETED_PRINCIPALS = 'directory_ListDeletedItemAsServicePrincipal'
const SAME_SHAPE = 'servicePrincipal_ListServicePrincipal'

/** Query parameters that the documentation has and the slice leaves out: of the links to a next page, and of reading by key. */
const ALSO_TAKEN = ['$skiptoken', '$select']

const PREFIX = '/v1.0'

/** The slice, with what the documentation has beyond it. */
function graphContract(): Contract {
  const slice = loadContract(new URL('../contracts/graph-applications.openapi.yaml', import.meta.url))
  const shapeOf = (operation: string) => (operation === LIST_DELETED_PRINCIPALS ? SAME_SHAPE : operation)
  return {
    operations: [...slice.operations, LIST_DELETED_PRINCIPALS],
    requestProblems(operation, request) {
      const url = new URL(request.url)
      for (const name of ALSO_TAKEN) url.searchParams.delete(name)
      return slice.requestProblems(shapeOf(operation), { ...request, url })
    },
    answerProblems: (operation, answer) => slice.answerProblems(shapeOf(operation), answer),
    routes: (handlers, prefix) => slice.routes(handlers, prefix),
  }
}

/** Read and compiled once for all the doubles of a process. */
let loaded: Contract | undefined

/** The routes of Microsoft Graph's applications, service principals and deleted items. */
export function graphRoutes(service: GraphService): Route[] {
  const contract = (loaded ??= graphContract())
  const handlers = Object.entries(HANDLERS).map(([operation, handle]) => {
    return [operation, graphHandler(operation, handle, service)] as const
  })
  const listDeleted: Route = {
    operation: LIST_DELETED_PRINCIPALS,
    method: 'GET',
    path: `${PREFIX}/directory/deletedItems/microsoft.graph.servicePrincipal`,
    handle: graphHandler(LIST_DELETED_PRINCIPALS, listDeletedPrincipals, service),
    contract,
  }
  const routes = contract.routes(Object.fromEntries(handlers), PREFIX).map((route) => ({ ...route, contract }))
  return [listDeleted, ...routes]
}
