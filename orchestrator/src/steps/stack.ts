import { dirname, join } from 'node:path'
import { z } from 'zod'
import { checkoutOf, databaseOf, directoryOf, hostOf, ownerKey, stackOf, type ResourceRef } from '#contract'
import type { StackRequest } from '../drivers/stacks/port.ts'
import type { StepContext, StepSpec } from '../saga/define-task.ts'
import { effectOn } from './effects.ts'
import { tagFor, type About, type SharedStep } from './home.ts'
import type { Platform, TaskEnv } from './task-env.ts'

/** What a running stack is found by. */
export const Started = z.object({ container_ids: z.array(z.string()), url: z.string().optional() }).readonly()
export type Started = z.infer<typeof Started>

type Values = StackRequest['values']

/**
 * The stack of a resource: its template is named like its type.
 * @param values what the template needs beside what is derived from the resource
 */
export function stackRequest(
  { type, slug }: ResourceRef,
  { domain, image, dataDir }: Platform,
  values: Values = {},
): StackRequest {
  return {
    stack: stackOf(type, slug),
    template: type,
    directory: directoryOf(type, slug),
    values: {
      slug,
      host: hostOf(type, slug, domain),
      image,
      database_dir: join(dataDir, dirname(databaseOf(type, slug))),
      ...(type === 'team' ? {} : { checkout_dir: join(dataDir, checkoutOf(type, slug)) }),
      ...values,
    },
  }
}

/**
 * Network and containers, not started: made while database and checkout are on their way.
 * @param values what the template needs of this task
 */
export const stackStep = <Input, Facts, Outputs>(
  about: About<Input, Facts>,
  values: (context: StepContext<Input, Facts, TaskEnv, Outputs>) => Values = () => ({}),
): SharedStep<Input, Facts, Outputs> => ({
  title: 'Creating the containers',
  timeoutMs: 300_000,
  effects(context) {
    const resource = about(context)
    return [effectOn('create', 'stack', resource, stackOf(resource.type, resource.slug))]
  },
  async run(context) {
    const resource = about(context)
    const request = stackRequest(resource, context.env.platform, values(context))
    await context.env.drivers.stacks.create(request, tagFor(resource, context.tag), context.signal)
  },
})

/** The stack started and healthy. Its undo is that of the stack itself, which takes running containers too. */
export const startStep = <Input, Facts, Outputs>(
  about: About<Input, Facts>,
): StepSpec<Input, Facts, TaskEnv, Outputs, Started> => ({
  title: 'Starting the containers',
  timeoutMs: 300_000,
  output: Started,
  effects(context) {
    const resource = about(context)
    return [effectOn('start', 'stack', resource, stackOf(resource.type, resource.slug))]
  },
  async run(context) {
    const { type, id, slug } = about(context)
    const { container_ids, url } = await context.env.drivers.stacks.start(
      stackOf(type, slug),
      { owner: ownerKey(type, id) },
      context.signal,
    )
    return { container_ids: [...container_ids], url }
  },
})
