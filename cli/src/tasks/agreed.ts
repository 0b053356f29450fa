import { Failure } from '#contract'
import type { Accepted, Plan } from '../portal/shapes.ts'
import type { Alteration } from '../portal/write.ts'
import { confirm, requireSomebody } from '../screen/confirm.ts'
import { planLines } from '../screen/plan-lines.ts'
import type { Session } from '../session.ts'

interface Asked {
  /** What it is about: "team acme". */
  readonly subject: string
  readonly write: Alteration
}

/**
 * Shows the plan of a change and asks. What is carried out then is that plan: neither may what it is about have become
 * another meanwhile, nor what it contains, for which a tag does not speak.
 * @returns undefined if somebody said no
 * @throws Failure WRONG_USAGE where nobody can be asked, PRECONDITION_FAILED; Refused
 */
export const sendIfAgreed = async (
  { subject, write }: Asked,
  { screen, signal }: Session,
): Promise<Accepted | undefined> => {
  requireSomebody(screen)
  const tag = await write.tag() // Before the plan, which then is of this or of something newer.
  const plan = await write.plan()
  screen.err.write(`${planLines(plan, screen.paintErr, screen.widthErr).join('\n')}\n\n`)
  if (!(await confirm(`Carry this out on ${subject}?`, screen, signal))) return undefined
  if (!isSame(plan, await write.plan()))
    throw new Failure('PRECONDITION_FAILED', `What is in ${subject} has changed since the plan was shown.`)
  return write.send(tag)
}

/** Whether two plans do the same; in which order things of one step are listed means nothing. */
const isSame = (one: Plan, other: Plan): boolean => {
  const [these, those] = [one, other].map(({ steps }) =>
    steps.flatMap(({ name, effects }) => effects.map((effect) => `${name} ${JSON.stringify(effect)}`)).sort(),
  )
  return JSON.stringify(these) === JSON.stringify(those)
}
