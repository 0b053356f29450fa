import type { FastifyInstance } from 'fastify'
import type { Asker } from '../ask.ts'
import { readClientSecret } from '../client-secret.ts'

interface ById {
  Params: { id: string }
}

/** The client secret of a workspace's application: the one route that answers with a secret. */
export const clientSecretRoutes = (app: FastifyInstance, asker: Asker): void => {
  app.get<ById>('/api/workspaces/:id/client-secret', async ({ params: { id }, log }, reply) => {
    reply.header('cache-control', 'no-store')
    const secret = await readClientSecret(asker, id)
    log.info({ workspace_id: id }, 'client secret read')
    return { workspace_id: id, client_secret: secret }
  })
}
