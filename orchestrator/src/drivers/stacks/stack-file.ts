import { readFile, rename, writeFile } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { Failure } from '#contract'
import { bindSources, dependenciesOf, pathsOf } from '../../templating/check.ts'
import type { ComposeFile, Service } from '../../templating/compose-file.ts'
import { composeText, renderCompose } from '../../templating/render.ts'
import type { StackRequest } from './port.ts'
import { makeWithoutLinks, requireNoLinks } from './paths.ts'

/** A resource's place: the data root and the resource's directory below it, both absolute. */
export interface Place {
  readonly dataDir: string
  readonly directory: string
}

/**
 * Renders and checks the template of a stack.
 * @throws Failure UNSAFE_TEMPLATE, TEMPLATE_INVALID
 */
export async function renderStack(
  templatesDir: string,
  request: StackRequest,
  directory: string,
): Promise<ComposeFile> {
  const name = `${request.template}.yml.j2`
  let source: string
  try {
    source = await readFile(join(templatesDir, name), 'utf8')
  } catch (thrown) {
    throw new Failure('TEMPLATE_INVALID', `the template ${name} could not be read`, { cause: thrown })
  }
  try {
    return renderCompose(source, request.values, directory)
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    throw new Failure(thrown.code, `${name}: ${thrown.message}`, { cause: thrown })
  }
}

/** Makes what a stack mounts where it is absent: the steps that fill it run at the same time. */
export async function prepareMounts({ services }: ComposeFile, { dataDir, directory }: Place): Promise<void> {
  await requireNoLinks(dataDir, directory)
  for (const service of Object.values(services)) {
    for (const path of bindSources(service)) await makeWithoutLinks(directory, path)
    for (const path of pathsOf(service)) await requireNoLinks(directory, path)
  }
}

/** What the driver adds to a template's file. */
export interface Additions {
  readonly stack: string
  readonly subnet: string
  /** On every service, and on the network. */
  readonly labels: Readonly<Record<string, string>>
  /** Network shared with Traefik, which services with the label traefik.enable join. */
  readonly edgeNetwork: string | undefined
  /** As "1000:1000", for services that name none. Undefined: that of their image. */
  readonly user: string | undefined
}

/** Writes a stack's compose file to a path: whole or not at all. */
export async function writeStackFile(file: ComposeFile, additions: Additions, path: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  await writeFile(temporary, composeText(completed(file, additions)))
  await rename(temporary, path)
}

/** The file with the stack's name, networks and labels, as compose reads it. */
function completed(file: ComposeFile, { stack, subnet, labels, edgeNetwork, user }: Additions): object {
  const complete = (service: Service) => {
    const edge =
      edgeNetwork !== undefined && String(service.labels?.['traefik.enable']) === 'true' ? edgeNetwork : undefined
    return {
      ...(user === undefined ? {} : { user }),
      ...service,
      ...(service.depends_on === undefined ? {} : { depends_on: healthy(dependenciesOf(service)) }),
      ...(service.build === undefined ? {} : { build: { ...service.build, labels } }),
      labels: { ...service.labels, ...(edge === undefined ? {} : { 'traefik.docker.network': edge }), ...labels },
      networks: edge === undefined ? ['default'] : ['default', 'edge'],
    }
  }
  return {
    name: stack,
    services: Object.fromEntries(Object.entries(file.services).map(([name, service]) => [name, complete(service)])),
    networks: {
      default: { name: stack, labels, ipam: { config: [{ subnet }] } },
      ...(edgeNetwork === undefined ? {} : { edge: { name: edgeNetwork, external: true } }),
    },
  }
}

const healthy = (services: readonly string[]): object =>
  Object.fromEntries(services.map((service) => [service, { condition: 'service_healthy' }]))
