/** Words that the API uses, as the contract defines them; a test compares the two. */
export const RESOURCE_TYPES = ['team', 'workspace', 'sandbox'] as const

export const RESOURCE_STATES = ['active', 'suspended', 'deleting'] as const

export const TASK_STATES = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const
export type TaskStatus = (typeof TASK_STATES)[number]

export const STEP_STATES = ['waiting', 'running', 'done', 'failed', 'undoing', 'undone', 'undo_failed'] as const
export type StepState = (typeof STEP_STATES)[number]

export const LANE_NAMES = ['high', 'normal', 'agents.high', 'agents.normal'] as const
export type LaneName = (typeof LANE_NAMES)[number]

const UNDER_WAY: ReadonlySet<TaskStatus> = new Set(['pending', 'processing'])
export const isUnderWay = (status: TaskStatus): boolean => UNDER_WAY.has(status)
