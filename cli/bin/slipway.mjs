#!/usr/bin/env node
// Starts the command line: plain JavaScript, since the Node that is there may be too old for TypeScript. Then it hands
// over to the one that the dependencies bring.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as module from 'node:module'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const OWN_NODE = 24

// In the list of processes there is no more than this, where the system lets us say so: arguments may hold a token.
process.title = 'slipway'

if (Number.parseInt(process.versions.node, 10) >= OWN_NODE) {
  module.enableCompileCache() // Stripping types takes half of the start: only once.
  await import('../src/main.ts')
} else {
  const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))
  if (!existsSync(node)) {
    process.stderr.write('The dependencies of Slipway are not installed: run "npm ci" in its folder.\n')
    process.exit(1)
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  // A terminal sends Ctrl-C to both; what is sent to this process alone is passed on. The child decides what it means.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', ({ message }) => {
    process.stderr.write(`The Node of Slipway can't be started: ${message}. Run "npm ci" in its folder.\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? 'SIGTERM']))
}
