import { describeIssues, Failure, leftoverId, RemoveLeftoverQuestion, type RemoveLeftoverAnswer } from '#contract'
import { look } from './look.ts'
import { removeThing } from './remove-thing.ts'
import type { SweepDeps } from './sweep.ts'

/** After which portal-api waits no longer, in milliseconds. */
const TIMEOUT_MS = 60_000

/**
 * Removes one leftover now, if a fresh look at ledger and world still finds that nobody has it.
 * @returns the answer to a RemoveLeftoverQuestion
 * @throws Failure INVALID_REQUEST, LEFTOVER_NOT_FOUND, LEFTOVER_MISSING, LEFTOVER_CLAIMED, or why its kind can't be looked at
 */
export async function removeLeftover(data: unknown, deps: SweepDeps): Promise<RemoveLeftoverAnswer> {
  const question = RemoveLeftoverQuestion.safeParse(data)
  if (!question.success)
    throw new Failure('INVALID_REQUEST', `Not a question for a leftover: ${describeIssues(question.error)}`)
  const { id } = question.data
  const record = await deps.leftovers.find(id)
  if (record === undefined) throw new Failure('LEFTOVER_NOT_FOUND', `There is no leftover ${JSON.stringify(id)}`)
  const named = `The ${record.kind} ${record.name}`

  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const { leftovers, missing, unlisted } = await look(deps, signal)
  const thing = leftovers.find((each) => leftoverId(each) === id)
  if (thing === undefined) {
    const blind = unlisted.find(({ kinds }) => kinds.includes(record.kind))
    if (blind !== undefined) throw blind.failure
    if (missing.some((each) => leftoverId(each) === id))
      throw new Failure('LEFTOVER_MISSING', `${named} is recorded of ${record.owner} and is not there`)
    await deps.leftovers.change([], [id])
    throw new Failure('LEFTOVER_NOT_FOUND', `${named} is left over no more`)
  }
  const outcome = await removeThing(thing, deps, signal).catch((thrown: unknown) => Failure.from(thrown))
  if (outcome instanceof Failure) {
    const failure = outcome.toJSON()
    await deps.leftovers.change([{ ...record, failure, last_tried_at: new Date().toISOString() }], [])
    return { removed: false, failure }
  }
  if (!outcome)
    throw new Failure('LEFTOVER_CLAIMED', `A task is at work on ${record.owner}, which ${named} was made for`)
  await deps.leftovers.change([], [id])
  return { removed: true }
}
