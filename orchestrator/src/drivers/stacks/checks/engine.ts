import { z } from 'zod'
import { clockFinding, skewOf } from '../../clock-finding.ts'
import { diskFinding } from '../../disk-finding.ts'
import type { Finding } from '../../preflight.ts'
import { versionFinding } from '../../version-finding.ts'
import { composeVersion } from '../compose-cli.ts'
import type { Engine } from '../engine.ts'

/** Of Docker 20.10, the oldest engine that the tests have run against. */
const OLDEST_API = '1.41'
/** The first with `--progress` before the verb (docker/compose#10690). */
const OLDEST_COMPOSE = '2.19.0'

const Info = z.object({ SystemTime: z.string(), DockerRootDir: z.string() })

/** The engine answers, speaks an API that is new enough, and its clock and disk are in order. */
export async function checkEngine(engine: Engine, signal: AbortSignal): Promise<Finding[]> {
  const asked = Date.now()
  const info = await engine.ask<unknown>(signal, (docker) => docker.info())
  const answered = Date.now()
  const version = await engine.ask(signal, (docker) => docker.version())
  const { SystemTime, DockerRootDir } = Info.parse(info)
  return [
    {
      state: 'ok',
      name: 'Docker engine',
      detail: `version ${version.Version} at ${engine.host ?? 'the default address'}`,
    },
    versionFinding('Docker API', version.ApiVersion, OLDEST_API),
    clockFinding('of the Docker host', skewOf(Date.parse(SystemTime), asked, answered)),
    await diskFinding("disk of Docker's root", DockerRootDir),
  ]
}

/** Compose is there and new enough. */
export const checkCompose = async (engine: Engine, signal: AbortSignal): Promise<Finding[]> => [
  versionFinding('Docker Compose', await composeVersion(engine, signal), OLDEST_COMPOSE),
]
