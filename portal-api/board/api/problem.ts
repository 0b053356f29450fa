import { list, object, optional, text, withDefault } from '../lib/decode.ts'

const Field = object({ field: optional(text), path: optional(text), message: text })
const Body = object({ code: text, detail: text, remedy: text, errors: withDefault(list(Field), []) })

/** What is wrong with one field of a request. */
export interface FieldError {
  readonly field: string
  readonly message: string
}

/** Why a request came to nothing: what the API answered, or that it could not be reached. */
export class Problem extends Error {
  override readonly name = 'Problem'
  /** 0 when there was no answer. */
  readonly status: number
  readonly code: string
  readonly remedy: string
  readonly errors: readonly FieldError[]

  constructor(
    status: number,
    { code, detail, remedy, errors }: { code: string; detail: string; remedy: string; errors: readonly FieldError[] },
  ) {
    super(detail)
    this.status = status
    this.code = code
    this.remedy = remedy
    this.errors = errors
  }
}

export const unreachable = (): Problem =>
  new Problem(0, {
    code: 'UNREACHABLE',
    detail: 'Slipway did not answer.',
    remedy: 'Look whether you are online and portal-api runs; then try again.',
    errors: [],
  })

/** The problem in an answer. One without a body, as of a proxy, is told by its status. */
export const problemOf = async (response: Response): Promise<Problem> => {
  try {
    const { code, detail, remedy, errors } = Body(await response.json(), 'problem')
    const named = errors.map(({ field, path, message }) => ({ field: field ?? path ?? '', message }))
    return new Problem(response.status, { code, detail, remedy, errors: named })
  } catch {
    const detail = `The answer was ${response.status} ${response.statusText}.`.replace(' .', '.')
    const remedy = 'Try again; if it stays so, ask whoever runs this Slipway.'
    return new Problem(response.status, { code: `HTTP_${response.status}`, detail, remedy, errors: [] })
  }
}
