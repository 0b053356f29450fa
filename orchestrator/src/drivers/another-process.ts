import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { isErrno } from './errno.ts'

/** For conformance tests: a call of a driver in a process of its own, which can be killed in the middle. */
export interface OtherProcess {
  /** Error code with which the call failed, `ok` if it did not, `killed` if it was killed. */
  readonly ended: Promise<string>
  /** Milliseconds from the beginning of the call to its end, in a process that has just started and is not warm. */
  readonly took: Promise<number>
  /**
   * Kills it (SIGKILL) this many milliseconds after the call began, and waits until it and whatever it had started are
   * gone. A program that was started in the very millisecond of the kill has not yet asked to die with its parent and
   * runs to its end; a successor comes seconds later, when the lock of the task has run out.
   */
  kill(afterMs: number): Promise<void>
}

/**
 * Starts a module as a process with the call as its argument, in this process's environment or the given one. The module sends `begun` when it is about to make the
 * call (see answerParent) and the outcome when it is over.
 */
export function callInAnotherProcess(module: URL, call: object, env?: Record<string, string>): OtherProcess {
  // A group of its own, by which its descendants are known.
  const options = { execArgv: [], detached: true, ...(env === undefined ? {} : { env }) }
  const child = fork(module, [JSON.stringify(call)], options)
  const exited = once(child, 'exit')
  // Its last message may be read after its exit was noticed, but before the channel counts as closed.
  const silent = once(child, 'disconnect')
  const begun = Promise.race([once(child, 'message'), exited])
  const beganAt = begun.then(() => performance.now())
  let outcome = 'killed'
  child.on('message', (message) => {
    if (typeof message === 'string' && message !== BEGUN) outcome = message
  })
  return {
    ended: Promise.all([exited, silent]).then(() => outcome),
    took: exited.then(async () => performance.now() - (await beganAt)),
    async kill(afterMs) {
      await begun
      await delay(afterMs)
      child.kill('SIGKILL')
      await exited
      // No event tells of a killed process' children, and of those that nobody buries something stays: so it is bounded.
      for (let ms = 0; ms < REST_MS && groupLives(child.pid); ms += 1) await delay(1)
    },
  }
}

/** Longest that a program which was started in the very moment of a kill goes on. */
const REST_MS = 300

function groupLives(leader = 0): boolean {
  try {
    return process.kill(-leader, 0)
  } catch (thrown) {
    if (isErrno(thrown, 'ESRCH')) return false
    throw thrown
  }
}

const BEGUN = 'begun'

/** The other end: makes the call, and tells its parent process about it. */
export async function answerParent(call: () => Promise<unknown>): Promise<void> {
  process.send?.(BEGUN)
  let outcome = 'ok'
  try {
    await call()
  } catch (thrown) {
    outcome = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown)
  }
  process.send?.(outcome)
}
