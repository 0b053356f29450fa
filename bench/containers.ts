import { execa } from 'execa'
import { officialImages } from '../scripts/setup/stand-in/names.ts'
import { startSystem } from '../test/containers/system.ts'
import type { Figure } from './figure.ts'
import type { SandboxOptions } from './sandboxes.ts'
import { median } from './statistics.ts'

/** The product as it is delivered: how large its image is, and how long it takes to start. */
export async function containers({ environment }: SandboxOptions, runs = 5): Promise<Figure[]> {
  const { dockerHost, imageVariables } = environment
  const megabytes = async (image: string): Promise<number> => {
    const args = ['image', 'inspect', '--format', '{{.Size}}', image]
    const { stdout } = await execa('docker', args, { env: { DOCKER_HOST: dockerHost } })
    return Number(stdout) / 1_000_000
  }
  const base = imageVariables['NODE_IMAGE'] ?? (await officialImages()).NODE_IMAGE
  const starts: number[] = []
  for (let run = 0; run < runs; run += 1) {
    await using system = await startSystem({ dockerHost, variables: imageVariables, orchestrators: 1 })
    starts.push(system.upMs)
  }
  return [
    {
      name: 'image-size',
      what: 'the image of orchestrator and portal-api, uncompressed, with docker, compose and git',
      ...{ value: await megabytes(`slipway:${imageVariables['SLIPWAY_TAG'] ?? ''}`), unit: 'MB' },
      ...{ reach: 550, better: 'below', runs: 1 },
      details: { base_mb: await megabytes(base) },
    },
    {
      name: 'container-start',
      what: 'docker compose up on an empty data root until all containers are healthy',
      ...{ value: median(starts), unit: 'ms', reach: 10_000, better: 'below', runs },
      details: { longest_ms: Math.max(...starts) },
    },
  ]
}
