import type { FailureKind } from './kind.ts'

/** What the state of things does not allow. */
export const STATE = {
  RESOURCE_NOT_FOUND: {
    class: 'permanent',
    http: 404,
    remedy: 'Provision the named resource first, or correct its id and slug.',
  },
  NAME_TAKEN: {
    class: 'conflict',
    http: 409,
    remedy: 'Choose another name: what stands under this one was left alone.',
  },
  ID_TAKEN: { class: 'conflict', http: 409, remedy: 'Use the slug under which this id was provisioned, or a new id.' },
  PARENT_SUSPENDED: { class: 'conflict', http: 409, remedy: 'Restart first what is suspended: nothing in it runs.' },
  HAS_CHILDREN: {
    class: 'conflict',
    http: 409,
    remedy: 'Delete what it contains first, or repeat with "cascade": true.',
  },
  LEFTOVER_NOT_FOUND: {
    class: 'permanent',
    http: 404,
    remedy: 'Read the leftovers again: this one is gone, or belongs to somebody by now.',
  },
  LEFTOVER_CLAIMED: {
    class: 'conflict',
    http: 409,
    remedy: 'Wait for the task on its resource to end: it may be about to take the thing over.',
  },
  LEFTOVER_MISSING: {
    class: 'conflict',
    http: 409,
    remedy: 'Nothing is there to be removed: restart the resource with "rebuild", provision it again, or delete it.',
  },
} as const satisfies Record<string, FailureKind>
