import type { ContainerInfo } from 'dockerode'
import { Failure } from '#contract'
import type { Engine, EngineRefusal } from './engine.ts'
import { SERVICE_LABEL } from './labels.ts'
import { textOfLog } from './log.ts'

const LINES = 20

/** What went wrong with one container of a stack, told with its service's name and the end of its log. */
export interface Diagnosis {
  exited(container: ContainerInfo, exitCode: number): Promise<Failure>
  unhealthy(container: ContainerInfo, how: string): Promise<Failure>
  /** The engine refused to start it. */
  refused(container: ContainerInfo, refusal: EngineRefusal): Promise<Failure>
}

export function diagnose(engine: Engine, stack: string, signal: AbortSignal): Diagnosis {
  const named = (container: ContainerInfo): string =>
    `service "${container.Labels[SERVICE_LABEL] ?? container.Id}" of "${stack}"`
  const log = async (container: ContainerInfo): Promise<string> => {
    const bytes = await engine.ask(signal, (docker, abortSignal) =>
      docker.getContainer(container.Id).logs({ stdout: true, stderr: true, tail: LINES, abortSignal }),
    )
    const text = textOfLog(bytes).trimEnd()
    return text === '' ? 'it logged nothing' : `its last log lines:\n${text}`
  }
  const inspect = (container: ContainerInfo) =>
    engine.ask(signal, (docker, abortSignal) => docker.getContainer(container.Id).inspect({ abortSignal }))

  return {
    exited: async (container, exitCode) =>
      new Failure('STACK_EXITED', `${named(container)} exited with code ${exitCode}; ${await log(container)}`),

    unhealthy: async (container, how) => {
      const { State } = await inspect(container)
      const said = State.Health?.Log.at(-1)?.Output.trim() ?? ''
      const check = said === '' ? '' : `; its health check says: ${said}`
      return new Failure(
        'STACK_UNHEALTHY',
        `${named(container)} ${how} (exit code ${State.ExitCode})${check}; ${await log(container)}`,
      )
    },

    refused: async (container, refusal) => {
      const told = `${named(container)} could not be started: ${refusal.message}`
      if (saysPortIsTaken(refusal.message)) return new Failure('STACK_PORT_TAKEN', told, { cause: refusal })
      const { State } = await inspect(container)
      if (State.ExitCode === 0) return new Failure('STACK_FAILED', told, { cause: refusal })
      return new Failure('STACK_EXITED', `${told} (exit code ${State.ExitCode}); ${await log(container)}`, {
        cause: refusal,
      })
    },
  }
}

/** The engine tells a taken port from other refusals by its text alone: both are a status of 500 and exit code 128. */
const saysPortIsTaken = (message: string): boolean => /port is already allocated|address already in use/.test(message)
