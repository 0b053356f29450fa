import { buffer } from 'node:stream/consumers'
import { Failure } from '#contract'
import type { Finding } from '../../preflight.ts'
import { EngineRefusal, unlessRefused, type Engine } from '../engine.ts'
import { hasImage } from './images.ts'

export interface SharedPath {
  /** Absolute. */
  readonly dataDir: string
  /** What the file `instance` in it holds; undefined before the first start. */
  readonly instance: string | undefined
  /** Any image that the engine has: nothing of it runs. */
  readonly image: string
  /** Seconds after which whoever made a probe must have been killed. @default 120 */
  readonly abandonedAfterS?: number
}

const MOUNTED = '/slipway'
const PROBE_LABEL = 'slipway.doctor'

/**
 * The data root has the same path on the Docker host: a container that mounts it, and is never started, shows the file
 * that tells installations apart.
 */
export async function checkSharedPath(engine: Engine, path: SharedPath, signal: AbortSignal): Promise<Finding[]> {
  const { dataDir, instance, image } = path
  const name = 'data root on the Docker host'
  const unknown = (why: string): Finding[] => [{ state: 'unknown', name, detail: why }]
  if (instance === undefined) return unknown('nothing has been started on this data root yet')
  if (!(await hasImage(engine, image, signal))) return unknown(`not to be seen without the image "${image}"`)
  await removeAbandoned(engine, path, signal)
  const seen = await readThrough(engine, path, signal)
  if (seen?.includes(instance) === true) return [{ state: 'ok', name, detail: `${dataDir} is the same folder there` }]
  const message = `${dataDir} on the Docker host is not the folder of that name on this machine: stacks would mount another one`
  return [{ state: 'failed', name, failure: new Failure('DATA_DIR_UNUSABLE', message) }]
}

/** A tar archive with the file as the engine sees it; undefined when it has no such file. */
async function readThrough(
  engine: Engine,
  { dataDir, image }: SharedPath,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  const created = await engine
    .ask(signal, (docker, abortSignal) =>
      docker.createContainer({
        Image: image,
        Cmd: ['never-run'],
        Labels: { [PROBE_LABEL]: dataDir },
        NetworkDisabled: true,
        HostConfig: { Mounts: [{ Type: 'bind', Source: dataDir, Target: MOUNTED, ReadOnly: true }] },
        abortSignal,
      }),
    )
    .catch((thrown: unknown) => {
      if (thrown instanceof EngineRefusal && thrown.status === MOUNT_REFUSED) return undefined
      throw thrown
    })
  if (created === undefined) return undefined
  try {
    const archive = engine.ask(signal, async (docker) =>
      buffer(await docker.getContainer(created.id).getArchive({ path: `${MOUNTED}/instance` })),
    )
    return await unlessRefused([NOT_FOUND], archive)
  } finally {
    // It is to go even when the check is given up.
    await engine.ask(AbortSignal.timeout(REMOVAL_MS), (docker) =>
      docker.getContainer(created.id).remove({ force: true }),
    )
  }
}

/** The engine's answer to a mount whose source it does not have. */
const MOUNT_REFUSED = 400
const NOT_FOUND = 404
const REMOVAL_MS = 10_000

/** Removes what killed ones have left of this data root. */
async function removeAbandoned(
  engine: Engine,
  { dataDir, abandonedAfterS = 120 }: SharedPath,
  signal: AbortSignal,
): Promise<void> {
  const filters = { label: [`${PROBE_LABEL}=${dataDir}`] }
  const probes = await engine.ask(signal, (docker, abortSignal) =>
    docker.listContainers({ all: true, filters, abortSignal }),
  )
  for (const { Id, Created } of probes) {
    if (Created > Date.now() / 1_000 - abandonedAfterS) continue
    await unlessRefused(
      [NOT_FOUND],
      engine.ask(signal, (docker) => docker.getContainer(Id).remove({ force: true })),
    )
  }
}
