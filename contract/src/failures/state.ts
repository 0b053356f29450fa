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
    remedy: 'Choose another name: what stands under this one belongs to somebody else and was left alone.',
  },
  ID_TAKEN: { class: 'conflict', http: 409, remedy: 'Use the slug under which this id was provisioned, or a new id.' },
  PARENT_SUSPENDED: { class: 'conflict', http: 409, remedy: 'Restart the team first: a suspended team runs nothing.' },
  HAS_CHILDREN: {
    class: 'conflict',
    http: 409,
    remedy: 'Delete what it contains first, or repeat with "cascade": true.',
  },
} as const satisfies Record<string, FailureKind>
