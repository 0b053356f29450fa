import { directoryOf, hostOf, ownerKey, type ResourceRef } from '#contract'
import type { Tag } from '../drivers/effect.ts'
import type { PlanContext, StepSpec } from '../saga/define-task.ts'
import { effectOn } from './effects.ts'
import type { TaskEnv } from './task-env.ts'

/** Which resource a shared step is about: the task's own, or one that it makes on the way. */
export type About<Input, Facts> = (context: PlanContext<Input, Facts, TaskEnv>) => ResourceRef

/** A step that two tasks or more have, and whose output nobody needs. */
export type SharedStep<Input, Facts, Outputs = unknown> = StepSpec<Input, Facts, TaskEnv, Outputs, unknown>

/** What is made for a resource on behalf of a task is tagged with. */
export const tagFor = ({ type, id }: ResourceRef, { task }: Tag): Tag => ({ owner: ownerKey(type, id), task })

/** The resource's directory, in which everything else of it lies. */
export const directoryStep = <Input, Facts>(about: About<Input, Facts>): SharedStep<Input, Facts> => ({
  title: 'Making the directory',
  effects(context) {
    const resource = about(context)
    return [effectOn('create', 'directory', resource, directoryOf(resource.type, resource.slug))]
  },
  async run(context) {
    const resource = about(context)
    const path = directoryOf(resource.type, resource.slug)
    await context.env.drivers.directories.ensureDirectory(path, tagFor(resource, context.tag), context.signal)
  },
})

const certificateHost = <Input, Facts>(
  about: About<Input, Facts>,
  context: PlanContext<Input, Facts, TaskEnv>,
): string => {
  const { type, slug } = about(context)
  return hostOf(type, slug, context.env.platform.domain)
}

/** The certificate for the resource's host. */
export const certificateStep = <Input, Facts>(about: About<Input, Facts>): SharedStep<Input, Facts> => ({
  title: 'Issuing the certificate',
  effects: (context) => [effectOn('create', 'certificate', about(context), certificateHost(about, context))],
  async run(context) {
    const tag = tagFor(about(context), context.tag)
    await context.env.drivers.certificates.ensureCertificate(certificateHost(about, context), tag, context.signal)
  },
})
