import type { OtherProcess } from '../another-process.ts'
import type { StacksCall } from './conformance-call.ts'
import type { Stacks, StackRequest } from './port.ts'

/** Templates that a world offers, by what becomes of the stack. */
export type ConformanceTemplate =
  | 'serves' // one service that publishes a port and answers over HTTP with the value `says`
  | 'serves-in-order' // the same, started when a second service is healthy
  | 'exits' // ends with code 3 after the line "out of paint"
  | 'ails' // never healthy, logs "still mixing"
  | 'publishes' // publishes the value `port`
  | 'builds-nothing' // has a Dockerfile that can't be built
  | 'lacks-image'
  | 'lacks-program'
  | 'unsafe'
  | 'absent' // there is no such template

/** What the conformance suite needs besides the driver. */
export interface StacksWorld extends AsyncDisposable {
  readonly stacks: Stacks
  /** A request for a stack of this name (made unique), with its directory there. */
  request(name: string, template: ConformanceTemplate, values?: StackRequest['values']): Promise<StackRequest>
  /** Makes a call from another process. */
  start(call: StacksCall): OtherProcess
  /** What stands under a stack's name, by whoever: states of containers, and how many networks. */
  standing(stack: string): Promise<{ readonly containers: readonly string[]; readonly networks: number }>
  /** Makes a container in a stack's name that this installation does not know. */
  intrude(stack: string): Promise<AsyncDisposable>
  /** At the nth new connection to the engine, cuts all and refuses others until restored. Those that stand are cut at once. */
  cutOffAfter(connections: number): void
  restore(): Promise<void>
}

export type MakeStacksWorld = () => Promise<StacksWorld>

export const MINE = { owner: 'team:mine', task: 'task-1' } as const
export const THEIRS = { owner: 'team:theirs', task: 'task-9' } as const
export const CLAIM = { owner: MINE.owner } as const
