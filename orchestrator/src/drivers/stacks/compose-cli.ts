import { existsSync } from 'node:fs'
import { Failure } from '#contract'
import { exec, ExecError } from '../../process/exec.ts'
import type { Engine } from './engine.ts'

/**
 * Where packages put the compose plugin (docs.docker.com/compose/install). It is run directly: the docker command would
 * run it as a child of its own, which outlives an orchestrator that is killed.
 */
const PLUGINS = [
  '/usr/libexec/docker/cli-plugins/docker-compose',
  '/usr/lib/docker/cli-plugins/docker-compose',
  '/usr/local/lib/docker/cli-plugins/docker-compose',
  '/usr/local/libexec/docker/cli-plugins/docker-compose',
]
const plugin = PLUGINS.find((path) => existsSync(path)) ?? 'docker-compose'

const BUILD_TIMEOUT_MS = 600_000
const CREATE_TIMEOUT_MS = 120_000
const VERSION_TIMEOUT_MS = 10_000

// Compose's own exit code for a file that it can't use (pkg/compose/metrics.go).
const PARSE_FAILURE = 15

/** A project for compose: its name, its directory, and its file in there. */
export interface Project {
  readonly stack: string
  readonly directory: string
  readonly file: string
}

/**
 * Builds the images of a project's services.
 * @throws Failure STACK_BUILD_FAILED with the last lines of the build's output, DOCKER_UNAVAILABLE
 */
export async function composeBuild(engine: Engine, project: Project, signal: AbortSignal): Promise<void> {
  await compose(
    engine,
    project,
    ['build', '--quiet'],
    BUILD_TIMEOUT_MS,
    signal,
    (said, cause) =>
      new Failure('STACK_BUILD_FAILED', `the image of "${project.stack}" could not be built: ${said}`, { cause }),
  )
}

/**
 * Creates a project's containers without starting them, and recreates those that its file changed.
 * @throws Failure TEMPLATE_INVALID, STACK_FAILED, DOCKER_UNAVAILABLE
 */
export async function composeCreate(engine: Engine, project: Project, signal: AbortSignal): Promise<void> {
  await compose(
    engine,
    project,
    ['create', '--no-build', '--pull', 'never', '--remove-orphans'],
    CREATE_TIMEOUT_MS,
    signal,
    (said, cause, exitCode) =>
      exitCode === PARSE_FAILURE
        ? new Failure('TEMPLATE_INVALID', `compose refuses the file of "${project.stack}": ${said}`, { cause })
        : new Failure('STACK_FAILED', `the containers of "${project.stack}" could not be created: ${said}`, { cause }),
  )
}

/**
 * The version of compose, as "2.26.1-4".
 * @throws Failure COMMAND_MISSING, COMMAND_FAILED
 */
export async function composeVersion(engine: Engine, signal: AbortSignal): Promise<string> {
  const { stdout } = await exec(plugin, ['version', '--short'], {
    signal,
    timeoutMs: VERSION_TIMEOUT_MS,
    ...envOf(engine),
  })
  return stdout.trim().replace(/^v/, '')
}

const envOf = ({ host }: Engine) => (host === undefined ? {} : { env: { DOCKER_HOST: host } })

type Explain = (said: string, cause: unknown, exitCode: number | undefined) => Failure

async function compose(
  engine: Engine,
  { stack, directory, file }: Project,
  verb: readonly string[],
  timeoutMs: number,
  signal: AbortSignal,
  explain: Explain,
) {
  // An .env file in the directory must not decide anything.
  const options = [
    '--project-name',
    stack,
    '--project-directory',
    directory,
    '--file',
    `${directory}/${file}`,
    '--env-file',
    '/dev/null',
    '--progress',
    'plain',
  ]
  try {
    await exec(plugin, [...options, ...verb], { signal, timeoutMs, ...envOf(engine) })
  } catch (thrown) {
    if (!(thrown instanceof Failure && thrown.cause instanceof ExecError)) throw thrown
    // Compose says the same of an engine that is gone and of a refusal: the engine itself is asked which it was.
    await engine.ask(signal, (docker) => docker.ping())
    throw explain(lastLines(thrown.cause.stderr), thrown, thrown.cause.exitCode)
  }
}

const LINES = 20

/** The end of some output, where its reason stands. */
const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-LINES).join('\n')
