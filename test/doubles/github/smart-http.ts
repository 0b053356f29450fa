import { execa } from 'execa'
import { sees } from './access.ts'
import { principalOf } from './authenticate.ts'
import { type Answer, type DoubleRequest, Refusal } from '../kit/exchange.ts'
import type { Route } from '../kit/route.ts'
import { repositoryFor } from './access.ts'
import { NEEDS } from './operations/needs.ts'
import { now, type Principal, type Repository, type World } from './world.ts'

const plain = (status: number, text: string, headers: Record<string, string> = {}) =>
  new Refusal({ status, headers: { 'content-type': 'text/plain', ...headers }, body: Buffer.from(`${text}\n`) })

const CHALLENGE = { 'www-authenticate': 'Basic realm="GitHub"' }

/** Whose token is the password of Basic credentials; any user name will do. @throws Refusal 401 */
function principalWith(world: World, { headers }: DoubleRequest): Principal {
  const [, encoded = ''] = /^basic (.+)$/i.exec(headers.authorization ?? '') ?? []
  const credentials = Buffer.from(encoded, 'base64').toString()
  try {
    return principalOf(world, credentials.slice(credentials.indexOf(':') + 1))
  } catch (cause) {
    if (cause instanceof Refusal) throw plain(401, 'Invalid username or token.', CHALLENGE)
    throw cause
  }
}

function repositoryAt(world: World, request: DoubleRequest, service: string): Repository {
  const principal = principalWith(world, request)
  const { owner = '', repo = '' } = request.params
  const name = repo.replace(/\.git$/, '')
  const repository = world.repository(owner, name)
  if (repository === undefined || !sees(principal, repository)) throw plain(404, 'Repository not found.')
  try {
    return repositoryFor(world, principal, owner, name, service === 'git-receive-pack' ? NEEDS.writing : NEEDS.reading)
  } catch (cause) {
    if (cause instanceof Refusal) throw plain(403, 'Write access to repository not granted.')
    throw cause
  }
}

/** Splits what a CGI program prints into an answer: RFC 3875, section 6. */
function cgiAnswer(output: Buffer): Answer {
  const end = output.indexOf('\r\n\r\n')
  if (end < 0) throw plain(500, 'git failed.') // what it was sent was no request of git
  const lines = output.subarray(0, end).toString().split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
    }),
  )
  const { status = '200', ...rest } = headers
  return { status: Number.parseInt(status, 10), headers: rest, body: output.subarray(end + 4) }
}

async function serve(world: World, request: DoubleRequest, service: string, action: string): Promise<Answer> {
  const repository = repositoryAt(world, request, service)
  const { headers } = request
  const { stdout } = await execa('git', ['-c', 'http.receivepack=true', 'http-backend'], {
    encoding: 'buffer',
    stripFinalNewline: false,
    reject: false,
    input: request.raw,
    env: {
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROJECT_ROOT: repository.git.directory,
      PATH_INFO: `/${action}`,
      QUERY_STRING: request.url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: headers['content-type'] ?? '',
      CONTENT_LENGTH: `${request.raw.length}`,
      HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
      REMOTE_USER: 'git',
    },
  })
  if (action === 'git-receive-pack') repository.pushedAt = now()
  return cgiAnswer(Buffer.from(stdout))
}

/** Clone, fetch and push of every repository, by git's own server: the same tokens, the same visibility. */
export function smartHttp(world: World): Route[] {
  const path = '/{owner}/{repo}'
  return [
    {
      operation: 'git/info-refs',
      method: 'GET',
      path: `${path}/info/refs`,
      handle: (request) => serve(world, request, request.url.searchParams.get('service') ?? '', 'info/refs'),
    },
    ...['git-upload-pack', 'git-receive-pack'].map((service) => ({
      operation: `git/${service}`,
      method: 'POST',
      path: `${path}/${service}`,
      handle: (request: DoubleRequest) => serve(world, request, service, service),
    })),
  ]
}
