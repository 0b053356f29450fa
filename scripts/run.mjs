// Runs one of the project's commands: plain JavaScript, since nothing may be installed yet. It installs the
// dependencies when they are missing or older than the lockfile, then runs the command under the Node that they bring.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const LOWEST_NODE = 20
const COMMANDS = {
  start: 'scripts/start.ts',
  demo: 'scripts/demo.ts',
  test: 'scripts/test.ts',
  check: 'scripts/check.ts',
  bench: 'bench/main.ts',
  sweep: 'orchestrator/src/sweep.ts',
  doctor: 'orchestrator/src/doctor.ts',
  openapi: 'scripts/openapi.ts',
}

const SETTINGS_FOR = new Set(['start', 'sweep', 'doctor'])
/** What `npm start` tells while it runs is for all of them but itself. */
const SETTINGS_FILES = ['.env', ...(process.argv[2] === 'start' ? [] : ['.cache/running.env'])]

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [command = '', ...args] = process.argv.slice(2)
const script = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined
if (script === undefined) fail(`Commands: ${Object.keys(COMMANDS).join(', ')}. "${command}" is none of them.`)
if (Number.parseInt(process.versions.node, 10) < LOWEST_NODE)
  fail(`Slipway needs Node ${LOWEST_NODE} or newer to set itself up; this is ${process.version}: https://nodejs.org/`)

installDependencies()
const node = join(root, 'node_modules/.bin/node')
const line = [...asksToEndWithParent(), node, ...settingsFiles(), join(root, script), ...args]
const child = spawn(line[0], line.slice(1), { stdio: 'inherit', cwd: root })
// A terminal sends Ctrl-C to both; what is sent to this process alone is passed on. Either way the command's end counts.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
// npm that is killed tells nobody: its end is noticed, so that the command can clean up after itself.
const starters = ancestors()
if (process.env.npm_lifecycle_event !== undefined)
  setInterval(() => ancestors() === starters || child.kill('SIGTERM'), 500).unref()
child.on('error', (error) => fail(`${node} could not be started: ${error.message}`))
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? 'SIGTERM']))

/** The shell in which npm has started this process, and npm itself where the system tells (Linux). */
function ancestors() {
  const stat = `/proc/${process.ppid}/stat`
  if (!existsSync(stat)) return String(process.ppid)
  const afterName = readFileSync(stat, 'utf8').split(') ').at(-1)
  return `${process.ppid} ${afterName?.split(' ')[1]}`
}

function installDependencies() {
  if (isInstalled()) return
  process.stderr.write('Installing the dependencies with npm ci\n')
  const npm = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2], // Standard output belongs to the command.
  })
  if (npm.error) fail(`npm could not be started: ${npm.error.message}`)
  if (npm.status !== 0) fail('npm ci failed: see above. Correct that and run the same command again.')
  if (!isInstalled())
    fail(
      'npm ci did not install everything, or did not run the install script of the package "node" that brings Node 24.',
    )
}

/** Compares what npm has installed (it notes that in node_modules, at the very end) with what the lockfile wants. */
function isInstalled() {
  const note = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(note) || !existsSync(join(root, 'node_modules/.bin/node'))) return false
  const installed = JSON.parse(readFileSync(note, 'utf8')).packages
  const { '': _, ...wanted } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).every(([path, { version, optional }]) =>
    installed[path] === undefined ? optional === true : installed[path].version === version,
  )
}

/** Has the kernel tell the command when this process is killed, so that it ends in order; where the system can do that. */
function asksToEndWithParent() {
  const setpriv = '/usr/bin/setpriv'
  return existsSync(setpriv) ? [setpriv, '--pdeathsig', 'TERM', '--'] : []
}

/** Variables from files for the commands that work on the installation itself; the environment goes before them. */
function settingsFiles() {
  if (!SETTINGS_FOR.has(command)) return []
  return SETTINGS_FILES.map((file) => join(root, file))
    .filter(existsSync)
    .map((file) => `--env-file=${file}`)
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
