/**
 * `npm test [-- <files, folders or options of node --test>]`: sets up what the tests need, runs them, and fails if they leave
 * anything behind. The tests find their services in REDIS_URL, DOCKER_HOST and APP_IMAGE, the coding agents' tools in
 * AGENT_CLAUDE, AGENT_CODEX and AGENT_OPENCODE, and the images of docker-compose.yml in the variables that it reads.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { ensureAgentClis } from './setup/agent-clis.ts'
import { ROOT, startEnvironment } from './setup/environment.ts'
import { main } from './setup/main.ts'
import { TEST_NEEDS } from './setup/needs.ts'
import { say } from './setup/say.ts'
import { filesOf, testFiles, type TestFiles } from './testing/files.ts'
import { clearTraces } from './testing/traces.ts'

const LIMIT_MS = 45 * 60_000
const ONE_TEST_MS = 8 * 60_000 // The longest take three minutes, on a quiet machine.
const GRACE_MS = 5_000 // For hooks that clean up, before a run that is ended is killed.
const FILE_LIMIT = join(ROOT, 'scripts/testing/file-limit.ts')
const ONE_AT_A_TIME = '--test-concurrency=1'
const CONCURRENCY = 2 // Files at once: more than the two cores of a small machine bear makes timings wrong.

/** These alone need the images of docker-compose.yml. */
const CONTAINER_TESTS = 'test/containers'
/** In the paths of all that run coding agents: these alone need their tools. */
const AGENT_TESTS = ['agent', 'demo']

const words = process.argv.slice(2)
const options = words.filter((word) => word.startsWith('--'))
const asked = words.filter((word) => !word.startsWith('--'))

await main(async (signal) => {
  const files = asked.length === 0 ? await testFiles() : await filesOf(asked)
  const all = [...files.alone, ...files.patient, ...files.together]
  const areAsked = (part: string) => all.some((file) => file.includes(part))
  const folder = await mkdtemp(join(tmpdir(), 'slipway-test-'))
  await using cleanup = new AsyncDisposableStack()
  cleanup.defer(() => rm(folder, { recursive: true, force: true }))
  const environment = cleanup.use(
    await startEnvironment({
      ...{ redisDir: join(folder, 'redis'), needs: TEST_NEEDS, signal },
      containers: areAsked(CONTAINER_TESTS),
    }),
  )
  const agents = AGENT_TESTS.some(areAsked) ? await ensureAgentClis(signal) : undefined
  const temporary = join(folder, 'tmp')
  await mkdir(temporary)
  const run = { mark: `SLIPWAY_TEST_RUN=${basename(folder)}`, folder: temporary, dockerHost: environment.dockerHost }

  const limit = AbortSignal.timeout(LIMIT_MS)
  const exitCode = await runTests(
    files,
    {
      REDIS_URL: environment.redisUrl,
      DOCKER_HOST: environment.dockerHost,
      APP_IMAGE: environment.appImage,
      ...environment.imageVariables,
      ...(agents && { AGENT_CLAUDE: agents.claude, AGENT_CODEX: agents.codex, AGENT_OPENCODE: agents.opencode }),
      TMPDIR: temporary,
      NODE_COMPILE_CACHE: join(folder, 'compile-cache'), // Hundreds of processes are started, and killed.
      SLIPWAY_TEST_RUN: basename(folder),
    },
    AbortSignal.any([signal, limit]),
  )
  const traces = await clearTraces(run)
  signal.throwIfAborted()
  if (limit.aborted) say(`The tests were ended: they may take ${LIMIT_MS / 60_000} minutes.`)
  if (traces.length > 0)
    say(['The tests left behind (now removed):', ...traces.map((trace) => `  ${trace}`)].join('\n'))
  return exitCode === 0 && (limit.aborted || traces.length > 0) ? 1 : exitCode
})

/** Runs first those that bear no company, then the others beside those that wait. */
async function runTests(
  { alone, patient, together }: TestFiles,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<number> {
  const first = await runFiles([ONE_AT_A_TIME, ...options], alone, env, signal)
  const rest = await Promise.all([
    runFiles(options, together, env, signal),
    runFiles([ONE_AT_A_TIME, ...options], patient, env, signal),
  ])
  return [first, ...rest].find((code) => code !== 0) ?? 0
}

/** Runs node's own test runner; its report goes to standard output as it is. */
async function runFiles(
  given: readonly string[],
  files: readonly string[],
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<number> {
  const bounds = [`--test-concurrency=${CONCURRENCY}`, `--test-timeout=${ONE_TEST_MS}`, '--test-reporter=spec']
  signal.throwIfAborted()
  if (files.length === 0) return 0
  const child = spawn(process.execPath, ['--import', FILE_LIMIT, '--test', ...bounds, ...given, ...files], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true, // A group of its own, which can be ended as one.
  })
  const end = (by: NodeJS.Signals) => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, by)
  }
  let killing: NodeJS.Timeout | undefined
  signal.addEventListener('abort', () => {
    end('SIGTERM')
    killing = setTimeout(() => end('SIGKILL'), GRACE_MS)
  })
  const exit: unknown[] = await once(child, 'exit')
  clearTimeout(killing)
  return typeof exit[0] === 'number' ? exit[0] : 1
}
