import type { FastifyRequest } from 'fastify'
import type { Redis } from 'ioredis'
import { parseTask, PlanAnswer, type ParsedTask, type Plan, type ResourceRecord, type TaskType } from '#contract'
import type { Role } from './access/principal.ts'
import { requireRole } from './access/roles.ts'
import type { SendGate } from './access/send-task.ts'
import type { Asker } from './ask.ts'
import { requireMatch } from './http/etag.ts'
import { idsOf, type Ids } from './idempotency.ts'
import type { Accepted } from './producer.ts'
import { readInventory, type Inventory } from './resources.ts'
import { Resource, type Change } from './schemas/resource.ts'
import { readRecord, readWaiting, type Lanes } from './tasks.ts'

type Request = Pick<FastifyRequest, 'principal' | 'headers' | 'method' | 'url'>
type Payload = Readonly<Record<string, unknown>>

/** What is to be done to a resource, whether it stands yet or not. */
interface Wanted {
  readonly task: TaskType
  readonly payload: Payload
  readonly resource: Change['resource']
  readonly ids: Ids
  readonly dryRun: boolean
  /** Who is told; only an admin may name somebody else. @default who asks */
  readonly userId?: string | undefined
}

/** What is to be done to a resource that stands. */
interface Alteration {
  readonly type: ResourceRecord['type']
  /** Full slug for a sandbox. */
  readonly slug: string
  readonly task: TaskType
  /** What one has to be in the team, and what for: "delete the team". */
  readonly least: Role
  readonly what: string
  readonly payloadOf: (resource: Resource, inventory: Inventory) => Payload
  readonly dryRun: boolean
}

/** A plan, or what was accepted. */
type Outcome = Plan | Change

/** Where an answer gets its status and headers. */
interface Answering {
  code(status: 202): unknown
  header(name: string, value: string): unknown
}

export interface Changes {
  inventory(): Promise<Inventory>
  /** Enqueues it, or has it planned. @throws Failure FORBIDDEN, INVALID_PAYLOAD, TASK_ID_REUSED, or why it can't be planned */
  make(request: Request, reply: Answering, wanted: Wanted): Promise<Outcome>
  /** @throws Failure as `make`, and RESOURCE_NOT_FOUND, PRECONDITION_FAILED */
  alter(request: Request, reply: Answering, alteration: Alteration): Promise<Outcome>
}

interface ChangesDeps {
  readonly redis: Redis
  readonly lanes: Lanes
  readonly asker: Asker
  readonly requireMaySend: SendGate
  readonly produce: (task: ParsedTask) => Promise<Accepted>
}

export const createChanges = ({ redis, lanes, asker, requireMaySend, produce }: ChangesDeps): Changes => {
  const accepted = (reply: Answering, change: Change): Change => {
    reply.code(202)
    reply.header('location', `/api/tasks/${change.id}`)
    return change
  }
  /** What a request set in motion that comes again with its key, after the resource is gone. */
  const earlier = async (ids: Ids, type: ResourceRecord['type'], slug: string): Promise<Change | undefined> => {
    if (!ids.repeatable) return undefined
    const [record, waiting] = [await readRecord(redis, ids.task), await readWaiting(lanes, ids.task)]
    const id = record?.resource_id ?? (waiting === undefined ? undefined : parseTask(waiting).resource.id)
    return id === undefined
      ? undefined
      : { id: ids.task, status: record?.status ?? 'pending', resource: { type, id, slug } }
  }

  const make: Changes['make'] = async ({ principal }, reply, wanted) => {
    const { task: type, payload, resource, ids, dryRun, userId = principal.id } = wanted
    const created_at = new Date().toISOString()
    const task = parseTask({ id: ids.task, type, payload, user_id: userId, created_at })
    await requireMaySend(principal, task)
    if (dryRun) return (await asker.ask({ question: 'plan', data: task.envelope, answer: PlanAnswer })).plan
    return accepted(reply, { ...(await produce(task)), resource })
  }

  return {
    inventory: () => readInventory(redis),
    make,
    async alter(request, reply, { type, slug, task, least, what, payloadOf, dryRun }) {
      const ids = idsOf(request)
      const inventory = await readInventory(redis)
      const { principal } = request
      const change = inventory.sees(principal, type, slug) ? undefined : await earlier(ids, type, slug)
      if (change !== undefined) return accepted(reply, change)
      const standing = inventory.get(principal, type, slug)
      requireRole(principal, standing.team_id, least, what)
      requireMatch(request, Resource, standing)
      const resource = { type, id: standing.id, slug }
      return make(request, reply, { task, payload: payloadOf(standing, inventory), resource, ids, dryRun })
    },
  }
}
