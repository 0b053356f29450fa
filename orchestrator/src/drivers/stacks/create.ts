import { join } from 'node:path'
import { Failure } from '#contract'
import type { ComposeFile } from '../../templating/compose-file.ts'
import type { Tag } from '../effect.ts'
import { composeBuild, composeCreate, type Project } from './compose-cli.ts'
import { unlessRefused, type Engine } from './engine.ts'
import { allEnded, endingBeforeAbort } from './grace.ts'
import { holdingsOf, standingTag } from './inventory.ts'
import { labelsOf } from './labels.ts'
import { createStackNetwork, ensureEdgeNetwork, subnetOf, type NetworkPlan } from './network.ts'
import type { StackRequest } from './port.ts'
import { prepareMounts, renderStack, writeStackFile } from './stack-file.ts'
import type { Turns } from './turns.ts'

/** Where stacks are created, and with what. */
export interface Site extends NetworkPlan {
  readonly engine: Engine
  readonly dataDir: string
  readonly templatesDir: string
  readonly edgeNetwork: string | undefined
  readonly turns: Turns
}

/** Creates a stack; see the port. */
export async function createStack(site: Site, request: StackRequest, tag: Tag, signal: AbortSignal): Promise<void> {
  const { stack, file: name = 'compose.yml' } = request
  const directory = join(site.dataDir, request.directory)
  const file = await renderStack(site.templatesDir, request, directory)
  const make = (late: AbortSignal): Promise<void> => {
    const run = (): Promise<void> => makeStack(site, file, { stack, directory, file: name }, tag, late)
    // A build may take minutes: it keeps nobody waiting.
    return builds(file) ? run() : site.turns(run)
  }
  await endingBeforeAbort(signal, async (late) => {
    try {
      await make(late)
    } catch (thrown) {
      // A request of an orchestrator that was killed may be carried out in this moment, and hold a name: seen the second time.
      if (!(thrown instanceof Failure && thrown.code === 'STACK_FAILED')) throw thrown
      await make(late)
    }
  })
}

async function makeStack(
  site: Site,
  file: ComposeFile,
  project: Project,
  tag: Tag,
  signal: AbortSignal,
): Promise<void> {
  const { engine, dataDir, edgeNetwork } = site
  const { stack, directory } = project
  const [holdings] = await allEnded([holdingsOf(engine, stack, signal), requireImages(engine, file, signal)])
  // What stands keeps the task that made it: its containers would be recreated for a new label.
  const made = standingTag(holdings, stack, tag.owner, site.instance) ?? tag
  const [standing] = holdings.networks
  const [subnet] = await allEnded([
    standing === undefined ? createStackNetwork(engine, stack, made, site, signal) : subnetOf(standing),
    prepareMounts(file, { dataDir, directory }),
    edgeNetwork === undefined ? undefined : ensureEdgeNetwork(engine, edgeNetwork, site.pool, signal),
  ])
  const labels = labelsOf(site.instance, made)
  await writeStackFile(file, { stack, subnet, labels, edgeNetwork, user: ownUser() }, join(directory, project.file))
  if (builds(file)) await composeBuild(engine, project, signal)
  await composeCreate(engine, project, signal)
}

/**
 * What a stack mounts belongs to this process's user, and services have no capability to pass over that: they run as the
 * same one. Root's files need nothing: root without capabilities still owns them.
 */
function ownUser(): string | undefined {
  const [uid, gid] = [process.getuid?.(), process.getgid?.()]
  return uid === undefined || gid === undefined || uid === 0 ? undefined : `${uid}:${gid}`
}

const builds = ({ services }: ComposeFile): boolean => Object.values(services).some(({ build }) => build !== undefined)

const NO_SUCH_IMAGE = 404

/** Asked before anything is made: images are the operator's to build or pull. */
async function requireImages(engine: Engine, { services }: ComposeFile, signal: AbortSignal): Promise<void> {
  for (const [name, { image }] of Object.entries(services)) {
    if (image === undefined) continue
    const inspection = engine.ask(signal, (docker) => docker.getImage(image).inspect())
    if ((await unlessRefused([NO_SUCH_IMAGE], inspection)) !== undefined) continue
    throw new Failure(
      'STACK_IMAGE_MISSING',
      `service "${name}" needs the image ${JSON.stringify(image)}, which the Docker host does not have`,
    )
  }
}
