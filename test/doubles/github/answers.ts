import { type Answer, Refusal } from '../kit/exchange.ts'

const DOCUMENTATION = 'https://docs.github.com/rest'

const error = (status: number, message: string, errors?: readonly unknown[], headers?: Record<string, string>) =>
  new Refusal({
    status,
    ...(headers === undefined ? {} : { headers }),
    body: {
      message,
      ...(errors === undefined ? {} : { errors }),
      documentation_url: DOCUMENTATION,
      status: `${status}`,
    },
  })

/** What GitHub answers when it refuses. */
export const refusals = {
  notFound: (message = 'Not Found') => error(404, message),
  unauthorized: (message = 'Bad credentials') => error(401, message),
  forbidden: (message: string, headers?: Record<string, string>) => error(403, message, undefined, headers),
  conflict: (message: string) => error(409, message),
  emptyRepository: () => error(409, 'Git Repository is empty.'),
  /** As most operations put it. */
  invalid: (message: string, errors?: readonly unknown[]) => error(422, message, errors),
  /** As `generate` puts it: the errors are sentences. */
  couldNotClone: (why: string) => error(422, `Could not clone: ${why}`, [`Could not clone: ${why}`]),
  nameTaken: () =>
    error(422, 'Repository creation failed.', [
      { resource: 'Repository', code: 'custom', field: 'name', message: 'name already exists on this account' },
    ]),
}

export const ok = (body: unknown): Answer => ({ status: 200, body })
export const created = (body: unknown): Answer => ({ status: 201, body })
export const noContent: Answer = { status: 204 }
