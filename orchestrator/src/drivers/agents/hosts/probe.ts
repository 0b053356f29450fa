import { randomUUID } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '#contract'
import { unlessAbsent } from '../../errno.ts'
import { encodeLine } from './payload.ts'
import type { Transport } from './transport.ts'
import { callVerb } from './verb.ts'

export interface ProbeContext {
  readonly name: string
  readonly instance: string
  readonly transport: Transport
  readonly dataDir: string
  /** What has to be there besides what the wrapper needs: names, absolute paths, or paths that begin with `~/`. */
  readonly programs: readonly string[]
}

const PREFIX = 'missing: '

/**
 * Whether runs can be had on a host: all programs are there, and it has the data root, at the same path, writable.
 * @throws Failure AGENT_HOST_UNFIT, whose message names all that is missing; those of a connection
 */
export async function probeHost(context: ProbeContext, signal: AbortSignal): Promise<void> {
  const { name, instance, transport, dataDir, programs } = context
  const nonce = randomUUID()
  const file = join(dataDir, `.agent-host-${nonce}`)
  const answer = `${file}.seen`
  try {
    // Users may differ, as between a container and the host that it runs on.
    await writeFile(file, `${nonce}\n`, { mode: 0o644 })
    const asked = [nonce, file, ...programs].map((value) => encodeLine('v', value)).join('')
    const { stdout, stderr, code } = await callVerb(name, transport, ['probe', instance, '-'], asked, signal)
    const lines = stdout.trimEnd().split('\n')
    const missing = lines.filter((line) => line.startsWith(PREFIX)).map((line) => line.slice(PREFIX.length))
    const others = lines.filter((line) => !line.startsWith(PREFIX))
    if (code !== 0 || others.join('\n') !== 'probed')
      missing.push(
        `a login shell that prints nothing of its own and runs sh (it said: ${[...others, stderr].join(' ').trim()})`,
      )
    else if (missing.length === 0 && (await unlessAbsent(readFile(answer, 'utf8'))) !== `${nonce}\n`)
      missing.push(`the same data root at ${dataDir}`)
    if (missing.length > 0)
      throw new Failure('AGENT_HOST_UNFIT', `on the agent host "${name}" is missing: ${missing.join('; ')}`)
  } finally {
    await Promise.all([file, answer].map((each) => rm(each, { force: true })))
  }
}
