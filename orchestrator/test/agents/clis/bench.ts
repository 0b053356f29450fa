import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { execa } from 'execa'
import type { AgentCli, AgentEnding, AgentEvent, CliRequest } from '../../../src/drivers/agents/clis/port.ts'
import type { RunEnd } from '../../../src/drivers/agents/hosts/port.ts'
import { startModelApi, type ModelApi } from '../../../../test/doubles/model-api/model-api.ts'
import type { Turn } from '../../../../test/doubles/model-api/script.ts'
import { required } from '../../../../test/support/services.ts'

const PROGRAMS = { claude: 'AGENT_CLAUDE', codex: 'AGENT_CODEX', opencode: 'AGENT_OPENCODE' } as const
/** Of a run that should end by itself: far more than it takes. */
const DEADLINE_MS = 90_000

/** What a run in a test asks for, besides its model's turns. */
export type Asked = Partial<CliRequest> & {
  /** Further variables, over those of the command. */
  readonly env?: Readonly<Record<string, string>>
  /** How many requests of its to wait for before it is ended as at its time limit. */
  readonly endAfterRequests?: number
}

export interface Ran extends AgentEnding {
  readonly events: readonly AgentEvent[]
  readonly end: RunEnd
}

/** A repository, an empty home and a model that says what it is told to, for one of the real tools. */
export interface Bench extends AsyncDisposable {
  readonly tree: string
  readonly api: ModelApi
  /** What git says of the repository. */
  status(): Promise<string>
  /** Runs the tool to its end. */
  run(turns: readonly [Turn, ...Turn[]], asked?: Asked): Promise<Ran>
}

const REQUEST: CliRequest = {
  ...{ prompt: 'Do it.', profile: 'developer', allowedTools: undefined, model: undefined, maxTurns: undefined },
  ...{ maxBudgetUsd: undefined, jsonSchema: undefined, session: { kind: 'new', id: '' } },
}

/** @param files of the repository, by their paths */
export async function openBench(cli: AgentCli, files: Readonly<Record<string, string>> = {}): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-agent-'))
  const [tree, home, temporary] = [join(folder, 'tree'), join(folder, 'home'), join(folder, 'tmp')]
  const api = await startModelApi()
  for (const each of [tree, home, temporary]) await mkdir(each)
  await write(home, settingsOf(api.url))
  await write(tree, { 'README.md': 'hello\n', ...files })
  const git = (...args: readonly string[]) =>
    execa('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], { cwd: tree })
  await git('init', '--quiet')
  await git('add', '--all')
  await git('commit', '--quiet', '--message=Start')

  async function run(turns: readonly [Turn, ...Turn[]], asked: Asked = {}): Promise<Ran> {
    const { env = {}, endAfterRequests, ...given } = asked
    const request = { ...REQUEST, session: { kind: 'new', id: crypto.randomUUID() } as const, ...given }
    const command = cli.command(request)
    for (const path of command.absent) await rm(join(tree, path), { recursive: true, force: true })
    api.play({ turns })
    const seen = endAfterRequests === undefined ? undefined : arrivals(api, endAfterRequests)
    const child = spawn(required(PROGRAMS[cli.name]), command.args, {
      cwd: tree,
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        TMPDIR: temporary,
        ANTHROPIC_BASE_URL: api.url,
        ...KEYS,
        ...command.env,
        ...env,
      },
      detached: true,
    })
    const kill = () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL')
    const deadline = setTimeout(kill, DEADLINE_MS)
    void seen?.then(kill)
    const reader = cli.reader(request)
    const events: AgentEvent[] = []
    createInterface({ input: child.stdout }).on('line', (line) => events.push(...reader.line(line)))
    child.stdin.on('error', () => undefined) // A tool that ends early does not read its prompt; its ending tells why.
    child.stdin.end(command.stdin)
    const [errors] = await Promise.all([text(child.stderr), once(child, 'close')])
    clearTimeout(deadline)
    const reason = seen === undefined ? 'exited' : 'timeout'
    const end = { exitCode: child.exitCode, reason, bytes: 0, errors } as const
    return { ...reader.end(end), events, end }
  }

  return {
    ...{ tree, api, run },
    status: async () => (await git('status', '--short', '--untracked-files=all')).stdout,
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
}

async function arrivals(api: ModelApi, count: number): Promise<void> {
  const before = api.requests.length
  while (api.requests.length < before + count) await api.next()
}

/** A model name that the tools know, so that they know its price. */
const MODEL = 'claude-sonnet-4-5'
const KEYS = { ANTHROPIC_API_KEY: 'sk-fake', OPENAI_API_KEY: 'sk-fake', ANTHROPIC_MODEL: MODEL }

/** How each tool finds the double: as its user would tell it, in the home directory. */
const settingsOf = (url: string): Readonly<Record<string, string>> => ({
  '.codex/config.toml': [
    'model_provider = "double"',
    '[model_providers.double]',
    'name = "Double"',
    `base_url = "${url}/v1"`,
    'wire_api = "responses"',
    'env_key = "OPENAI_API_KEY"',
    'request_max_retries = 0',
    'stream_max_retries = 1',
  ].join('\n'),
  '.config/opencode/opencode.json': JSON.stringify({
    model: `anthropic/${MODEL}`,
    provider: { anthropic: { options: { baseURL: `${url}/v1`, apiKey: 'sk-fake' } } },
  }),
})
