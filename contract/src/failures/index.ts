import { AGENTS } from './agents.ts'
import { CALLER } from './caller.ts'
import { CLI } from './cli.ts'
import { RUN } from './run.ts'
import { SET_UP } from './set-up.ts'
import { STATE } from './state.ts'
import { WORLD } from './world.ts'

/** Every stable error code of the project, with its class, its HTTP status and its remedy. */
export const FAILURES = { ...CALLER, ...STATE, ...WORLD, ...AGENTS, ...SET_UP, ...RUN, ...CLI } as const

/** A stable error code: what programs compare, never the message. */
export type FailureCode = keyof typeof FAILURES
