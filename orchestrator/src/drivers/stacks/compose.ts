import { availableParallelism } from 'node:os'
import type { ContainerInfo } from 'dockerode'
import { Failure } from '#contract'
import type { Claim } from '../effect.ts'
import { createStack } from './create.ts'
import { connectEngine } from './engine.ts'
import { containersOf, listStacks } from './inventory.ts'
import { covers, tagIn } from './labels.ts'
import { requireNoLinks } from './paths.ts'
import type { Stacks } from './port.ts'
import { removeStack, stopContainers } from './remove.ts'
import { startContainers } from './start.ts'
import { createTurns } from './turns.ts'

export interface ComposeOptions {
  /** Absolute; the same on the Docker host. */
  readonly dataDir: string
  /** Holds `<template>.yml.j2`. */
  readonly templatesDir: string
  /** As DOCKER_HOST. @default the docker command's own default */
  readonly dockerHost?: string
  /** Which installation of Slipway this is: it never touches what another one made. */
  readonly instance: string
  /** IPv4 block that stacks' networks are cut from. @default '10.213.0.0/16' */
  readonly networkPool?: string
  /** Network that services with the label traefik.enable join besides; made when absent. @default none */
  readonly edgeNetwork?: string
  /** Milliseconds within which a stack must be healthy. @default 120_000 */
  readonly startTimeoutMs?: number
}

/**
 * Creations keep the processor busy, and slow each other down when there are more than it can bear; starts mostly wait.
 * So the first stack starts while the last is created.
 */
const CREATIONS_AT_ONCE = availableParallelism() + 1

/** Stacks on a Docker engine: compose creates them, the engine's API starts, watches, stops and removes them. */
export function createComposeStacks(options: ComposeOptions): Stacks {
  const {
    dataDir,
    templatesDir,
    instance,
    edgeNetwork,
    networkPool = '10.213.0.0/16',
    startTimeoutMs = 120_000,
  } = options
  const engine = connectEngine(options.dockerHost)
  const site = {
    engine,
    dataDir,
    templatesDir,
    instance,
    edgeNetwork,
    pool: networkPool,
    turns: createTurns(CREATIONS_AT_ONCE),
  }

  const claimed = async (stack: string, claim: Claim, signal: AbortSignal): Promise<ContainerInfo[]> => {
    const containers = await containersOf(engine, stack, signal)
    const ours = containers.filter(({ Labels }) => covers(claim, tagIn(Labels, instance)))
    if (ours.length > 0) return ours
    throw new Failure('RESOURCE_NOT_FOUND', `${claim.owner} has no stack "${stack}"`)
  }

  return {
    kinds: ['stack'],

    create: (request, tag, signal) => createStack(site, request, tag, signal),

    start: async (stack, claim, signal) => {
      const containers = await claimed(stack, claim, signal)
      const mounts = containers.flatMap(({ Mounts }) => Mounts).filter(({ Type }) => Type === 'bind')
      await Promise.all(mounts.map(({ Source }) => requireNoLinks(dataDir, Source)))
      return startContainers(engine, stack, containers, startTimeoutMs, signal)
    },

    suspend: async (stack, claim, signal) => stopContainers(engine, await claimed(stack, claim, signal), signal),

    remove: ({ name }, claim, signal) => removeStack(engine, name, claim, instance, signal),

    list: (signal) => listStacks(engine, instance, signal),
  }
}
