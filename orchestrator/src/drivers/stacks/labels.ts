import type { Claim, Tag } from '../effect.ts'

/** Compose's own labels, documented by it as the way to find a project's containers. */
export const PROJECT_LABEL = 'com.docker.compose.project'
export const SERVICE_LABEL = 'com.docker.compose.service'
export const DEPENDS_ON_LABEL = 'com.docker.compose.depends_on'

/** With these, compose takes a project's default network for its own. */
export const composeNetworkLabels = (stack: string): Record<string, string> => ({
  [PROJECT_LABEL]: stack,
  'com.docker.compose.network': 'default',
})

/** Which installation of Slipway made it: several may share one engine. */
export const INSTANCE_LABEL = 'slipway.instance'
const OWNER_LABEL = 'slipway.owner'
const TASK_LABEL = 'slipway.task'

export type Labels = Readonly<Record<string, string | undefined>>

export const labelsOf = (instance: string, tag: Tag): Record<string, string> => ({
  [INSTANCE_LABEL]: instance,
  [OWNER_LABEL]: tag.owner,
  [TASK_LABEL]: tag.task,
})

/** The tag that labels carry; undefined when they are not from this installation. */
export function tagIn(labels: Labels, instance: string): Tag | undefined {
  const owner = labels[OWNER_LABEL]
  const task = labels[TASK_LABEL]
  return labels[INSTANCE_LABEL] === instance && owner !== undefined && task !== undefined ? { owner, task } : undefined
}

/** Whether a claim covers what carries this tag. */
export const covers = (claim: Claim, tag: Tag | undefined): boolean =>
  tag !== undefined && tag.owner === claim.owner && (claim.task === undefined || tag.task === claim.task)
