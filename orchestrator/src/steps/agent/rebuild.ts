import { z } from 'zod'
import { callbackUri, hostOf, ownerKey, ResourceRecord, stackOf, type ResourceRef } from '#contract'
import type { StepSpec } from '../../saga/define-task.ts'
import type { InventoryChange } from '../../saga/ports.ts'
import { withStatus } from '../family.ts'
import { Started, stackRequest } from '../stack.ts'
import type { TaskEnv } from '../task-env.ts'
import type { AgentFacts, AgentInput } from './facts.ts'

const Application = z.object({ azure_app_id: z.string(), azure_tenant_id: z.string() })

/** A sandbox, and what its containers are found by now: started again, their ports are others. */
const Rebuilt = z.object({ sandbox: ResourceRecord, started: Started }).optional()
export type Rebuilt = z.infer<typeof Rebuilt>

/** Has the sandbox's containers run its checkout: built and created anew where that changed them, started again in any case. */
export const rebuildStep = <Input extends AgentInput & { readonly rebuild: boolean }>(): StepSpec<
  Input,
  AgentFacts,
  TaskEnv,
  unknown,
  Rebuilt
> => ({
  title: "Rebuilding the sandbox's containers",
  timeoutMs: 600_000,
  when: ({ input }) => input.rebuild,
  output: Rebuilt,
  async run({ input, facts, env, tag, signal }) {
    const sandbox = await env.inventory.bySlug('sandbox', facts.slug)
    const workspace = await env.inventory.bySlug('workspace', input.workspace_slug)
    if (sandbox === undefined || workspace === undefined) return // deleted by hand meanwhile: nothing is left to rebuild
    const { azure_app_id, azure_tenant_id } = Application.parse(workspace.metadata)
    const resource: ResourceRef = { type: 'sandbox', id: sandbox.id, slug: facts.slug }
    const [stack, owner] = [stackOf('sandbox', facts.slug), ownerKey('sandbox', sandbox.id)]
    const request = stackRequest(resource, env.platform, {
      branch: facts.branch,
      client_id: azure_app_id,
      tenant_id: azure_tenant_id,
      callback_url: callbackUri(hostOf('sandbox', facts.slug, env.platform.domain)),
    })
    await env.drivers.stacks.create(request, { owner, task: tag.task }, signal)
    // What the file did not change still runs the code that it read when it was started.
    await env.drivers.stacks.suspend(stack, { owner }, signal)
    const { container_ids, url } = await env.drivers.stacks.start(stack, { owner }, signal)
    return { sandbox, started: { container_ids: [...container_ids], url } }
  },
})

/** What the inventory says of a sandbox that was rebuilt. */
export const rebuiltChanges = (rebuilt: Rebuilt): readonly InventoryChange[] =>
  rebuilt === undefined ? [] : withStatus([rebuilt.sandbox], rebuilt.sandbox.status, () => rebuilt.started)
