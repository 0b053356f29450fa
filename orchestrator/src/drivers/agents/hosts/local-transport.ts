import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Failure } from '#contract'
import type { Transport } from './transport.ts'
import { plainArguments, WRAPPER } from './wrapper.ts'

/**
 * Calls the wrapper on this machine.
 * @param env all that programs find in their environment; never what the orchestrator itself was given
 */
export const createLocalTransport = (env: Readonly<Record<string, string>>): Transport => ({
  async call(args, signal) {
    signal.throwIfAborted()
    const child = spawn('sh', ['-c', WRAPPER, 'slipway', ...plainArguments(args)], {
      env,
      stdio: 'pipe',
      detached: true, // A terminal's Ctrl-C is for the orchestrator, which detaches in good order.
    })
    const { promise: closed, resolve } = Promise.withResolvers<number | null>()
    child.once('close', (code) => resolve(code))
    // It may have ended before it has read everything; what that means its exit code tells.
    child.stdin.on('error', () => undefined)
    try {
      await once(child, 'spawn')
    } catch (thrown) {
      throw new Failure('AGENT_HOST_UNREACHABLE', 'sh could not be started on this machine', { cause: thrown })
    }
    const { stdin, stdout, stderr } = child
    const abandon = () => [stdin, stdout, stderr].forEach((stream) => stream.destroy())
    return { stdin, stdout, stderr, closed, abandon }
  },
  close: () => undefined,
})
