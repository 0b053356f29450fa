import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import { agentOf } from '../agents/read-agent.ts'
import { pageQuery } from '../http/page.ts'
import { defineRoute } from '../http/route.ts'
import { AgentPage } from '../schemas/agent.ts'
import { createTaskList } from '../task-list.ts'
import type { Lanes } from '../tasks.ts'

const Query = z.strictObject({
  ...pageQuery,
  sandbox: z.string().max(63).optional().describe('Full slug of the sandbox.'),
})

/** Agents at work, and those that were. */
export const agentListRoutes = (app: FastifyInstance, redis: Redis, lanes: Lanes): void => {
  const listTasks = createTaskList(redis, lanes)
  defineRoute(app, {
    method: 'GET',
    url: '/api/agents',
    operationId: 'listAgents',
    summary: 'Agents, the newest first',
    description:
      'Those at work and those that were, as long as their tasks are kept. A page may be short, or empty, and have a `next_cursor` all the same.',
    tag: 'agents',
    access: { scope: 'tasks:read' },
    schema: { querystring: Query, response: { 200: AgentPage } },
    handler: async ({ principal, query: { sandbox, ...page } }) => {
      const { items, ...rest } = await listTasks(principal, { resource_type: 'agent', resource_id: sandbox }, page)
      return { items: await Promise.all(items.map((task) => agentOf(redis, task))), ...rest }
    },
  })
}
