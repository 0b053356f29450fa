import type { Claim, EffectDriver, Tag } from '../effect.ts'

/**
 * Compose stacks. Makes `stack` (by compose project name). Idempotent; a project of another owner, or one that carries
 * no tag of this installation, is refused with NAME_TAKEN and left alone.
 */
export interface Stacks extends EffectDriver {
  /**
   * Renders the template, checks it, builds what it builds, and creates network and containers without starting them.
   * A stack that already runs keeps running; what the file changed is recreated.
   * Everything it mounts must exist as a directory.
   * @throws Failure NAME_TAKEN, UNSAFE_TEMPLATE, TEMPLATE_INVALID, STACK_BUILD_FAILED, STACK_IMAGE_MISSING, DOCKER_UNAVAILABLE, STACK_FAILED
   */
  create(request: StackRequest, tag: Tag, signal: AbortSignal): Promise<void>
  /**
   * Starts a created or suspended stack and answers when every service is healthy, told by the engine's events.
   * @throws Failure RESOURCE_NOT_FOUND, STACK_EXITED, STACK_UNHEALTHY, STACK_PORT_TAKEN, TIMEOUT, DOCKER_UNAVAILABLE (the first four with
   * the service's name, exit code and last log lines in the message)
   */
  start(stack: string, claim: Claim, signal: AbortSignal): Promise<StackState>
  /**
   * Stops every container and keeps it. A stopped one is left as it is.
   * @throws Failure RESOURCE_NOT_FOUND, DOCKER_UNAVAILABLE
   */
  suspend(stack: string, claim: Claim, signal: AbortSignal): Promise<void>
}

export interface StackRequest {
  /** Compose project name. */
  readonly stack: string
  /** Template in the templates folder, without `.yml.j2`. */
  readonly template: string
  /** Directory of the resource, relative to the data root: the rendered file goes there, and only what is below it may be mounted. */
  readonly directory: string
  /** Name of the rendered file, where several stacks share the directory. @default 'compose.yml' */
  readonly file?: string
  /** What the template may use. Every value is written as one JSON scalar, whatever it holds. */
  readonly values: Readonly<Record<string, string | number | boolean>>
}

export interface StackState {
  readonly container_ids: readonly string[]
  /** Loopback address under which the stack's first published port answers on the Docker host; undefined when it publishes none. */
  readonly url: string | undefined
}
