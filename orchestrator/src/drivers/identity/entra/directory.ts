import { z } from 'zod'
import { answered } from './graph-failure.ts'
import type { GraphRequest } from './graph-request.ts'
import type { Graph } from './graph.ts'
import { instanceTag } from './tags.ts'

const Application = z.object({
  id: z.guid(),
  appId: z.guid(),
  uniqueName: z.string().nullish(),
  tags: z.array(z.string()),
  web: z.object({ redirectUris: z.array(z.string()) }),
  passwordCredentials: z.array(z.object({ keyId: z.guid(), displayName: z.string().nullish() })),
})
/** An application as Graph shows it. */
export type Application = z.infer<typeof Application>
const ApplicationPage = z.object({ value: z.array(Application), '@odata.nextLink': z.string().optional() })
const Password = z.object({ keyId: z.guid(), secretText: z.string().min(1), endDateTime: z.iso.datetime() })
type Password = z.infer<typeof Password>
const Principal = z.object({ id: z.guid() })

interface ApplicationChange {
  readonly web: { readonly redirectUris: readonly string[] }
  readonly tags: readonly string[]
}

const [BAD_REQUEST, NOT_FOUND, CONFLICT] = [400, 404, 409]
const CREATED = 201
/** Most that Graph gives at a time. */
const PAGE = '999'

/**
 * The applications of a tenant. Where something absent, or not known yet, is no failure, it is undefined or false; which
 * of both it is, only time can tell. https://learn.microsoft.com/graph/api/resources/application
 */
export class Directory {
  readonly #graph: Graph

  constructor(graph: Graph) {
    this.#graph = graph
  }

  async find(uniqueName: string, signal: AbortSignal): Promise<Application | undefined> {
    const request = { method: 'GET', path: byName(uniqueName), accept: [NOT_FOUND] } as const
    const { status, body } = await this.#graph(request, signal)
    return status === NOT_FOUND ? undefined : answered(Application, body, request)
  }

  /** @returns the application if it was made now; undefined if it stood, and was changed */
  async upsert(
    uniqueName: string,
    change: ApplicationChange & { readonly displayName: string; readonly signInAudience: string },
    signal: AbortSignal,
  ): Promise<Application | undefined> {
    const headers = { Prefer: 'create-if-missing' }
    const request = { method: 'PATCH', path: byName(uniqueName), headers, body: change } as const
    const { status, body } = await this.#graph(request, signal)
    return status === CREATED ? answered(Application, body, request) : undefined
  }

  /** Replaces both lists. */
  update(id: string, change: ApplicationChange, signal: AbortSignal): Promise<true | undefined> {
    return this.#done({ method: 'PATCH', path: `/applications/${id}`, body: change, accept: [NOT_FOUND] }, signal)
  }

  /** Deletes it as a whole, for 30 days. */
  remove(id: string, signal: AbortSignal): Promise<true | undefined> {
    return this.#done({ method: 'DELETE', path: `/applications/${id}`, accept: [NOT_FOUND] }, signal)
  }

  removePrincipal(id: string, signal: AbortSignal): Promise<true | undefined> {
    return this.#done({ method: 'DELETE', path: `/servicePrincipals/${id}`, accept: [NOT_FOUND] }, signal)
  }

  /** Deletes for good what was deleted. */
  purge(id: string, signal: AbortSignal): Promise<true | undefined> {
    return this.#done({ method: 'DELETE', path: `/directory/deletedItems/${id}`, accept: [NOT_FOUND] }, signal)
  }

  async addPassword(
    id: string,
    passwordCredential: { readonly displayName: string; readonly endDateTime: string },
    signal: AbortSignal,
  ): Promise<Password | undefined> {
    const path = `/applications/${id}/addPassword`
    const request = { method: 'POST', path, body: { passwordCredential }, accept: [NOT_FOUND] } as const
    const { status, body } = await this.#graph(request, signal)
    return status === NOT_FOUND ? undefined : answered(Password, body, request)
  }

  /** A 400 says that there is no such password, which may be one that is not known yet. */
  removePassword(id: string, keyId: string, signal: AbortSignal): Promise<true | undefined> {
    const path = `/applications/${id}/removePassword`
    return this.#done({ method: 'POST', path, body: { keyId }, accept: [NOT_FOUND, BAD_REQUEST] }, signal)
  }

  /**
   * A 400 says that there is no such application, which may be one that is not known yet.
   * @returns the id of the service principal that was made, or 'exists'
   */
  async addPrincipal(appId: string, signal: AbortSignal): Promise<string | undefined> {
    const accept = [NOT_FOUND, BAD_REQUEST, CONFLICT]
    const request = { method: 'POST', path: '/servicePrincipals', body: { appId }, accept } as const
    const { status, body } = await this.#graph(request, signal)
    if (status === CONFLICT) return 'exists'
    return status === CREATED ? answered(Principal, body, request).id : undefined
  }

  async findPrincipal(appId: string, signal: AbortSignal): Promise<string | undefined> {
    const request = { method: 'GET', path: `/servicePrincipals(appId='${appId}')`, accept: [NOT_FOUND] } as const
    const { status, body } = await this.#graph(request, signal)
    return status === NOT_FOUND ? undefined : answered(Principal, body, request).id
  }

  /** Every application that an installation made. */
  async list(instance: string, signal: AbortSignal): Promise<Application[]> {
    const query = {
      $filter: `tags/any(t:t eq '${instanceTag(instance)}')`,
      $select: 'id,appId,uniqueName,tags,web,passwordCredentials',
      $top: PAGE,
    }
    const found: Application[] = []
    let request: GraphRequest | undefined = { method: 'GET', path: '/applications', query }
    while (request !== undefined) {
      const { body } = await this.#graph(request, signal)
      const page: z.infer<typeof ApplicationPage> = answered(ApplicationPage, body, request)
      found.push(...page.value)
      const next = page['@odata.nextLink']
      request = next === undefined ? undefined : { method: 'GET', path: next }
    }
    return found
  }

  async #done(request: GraphRequest, signal: AbortSignal): Promise<true | undefined> {
    const { status } = await this.#graph(request, signal)
    return request.accept?.includes(status) === true ? undefined : true
  }
}

const byName = (uniqueName: string): string => `/applications(uniqueName='${uniqueName}')`
