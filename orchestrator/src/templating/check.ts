import { isAbsolute, normalize, sep } from 'node:path'
import type { z } from 'zod'
import { Failure } from '#contract'
import { ComposeFile, type Service } from './compose-file.ts'

export type { ComposeFile }

/**
 * Checks a parsed compose file against the allow-list.
 * @param directory absolute path below which everything lies that it mounts or builds. Links are the driver's to follow: this reads no file.
 * @throws Failure UNSAFE_TEMPLATE, TEMPLATE_INVALID, with the place in the file
 */
export function checkCompose(parsed: unknown, directory: string): ComposeFile {
  const checked = ComposeFile.safeParse(parsed)
  if (!checked.success) throw refusal(checked.error.issues)
  const { services } = checked.data
  for (const [name, service] of Object.entries(services)) {
    if ((service.image === undefined) === (service.build === undefined)) {
      throw new Failure('TEMPLATE_INVALID', `services.${name}: must have either an image or a build`)
    }
    for (const path of pathsOf(service)) requireBelow(directory, path, name)
    for (const other of dependenciesOf(service)) {
      if (!Object.hasOwn(services, other))
        throw new Failure('TEMPLATE_INVALID', `services.${name}.depends_on: there is no service "${other}"`)
    }
  }
  return checked.data
}

/** Services that must be healthy before this one starts. */
export const dependenciesOf = ({ depends_on }: Service): string[] =>
  depends_on === undefined ? [] : Array.isArray(depends_on) ? depends_on : Object.keys(depends_on)

/** Directories that a service mounts. */
export const bindSources = ({ volumes = [] }: Service): string[] =>
  volumes.flatMap((mount) => (mount.type === 'bind' ? [mount.source] : []))

/** Every path on the Docker host that a service reaches. */
export const pathsOf = (service: Service): string[] => [
  ...bindSources(service),
  ...(service.build === undefined ? [] : [service.build.context]),
]

function requireBelow(directory: string, path: string, service: string): void {
  const plain = isAbsolute(path) && normalize(path) === path && !path.includes('\n')
  if (plain && path.startsWith(`${directory}${sep}`)) return
  throw new Failure(
    'UNSAFE_TEMPLATE',
    `services.${service}: ${JSON.stringify(path)} does not lie below the resource's directory ${directory}`,
  )
}

function refusal(issues: readonly z.core.$ZodIssue[]): Failure {
  const [first] = issues
  const safety = issues.some(
    (issue) => issue.code === 'unrecognized_keys' || (issue.code === 'custom' && issue.params?.unsafe === true),
  )
  const places = issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? `${[...issue.path, issue.keys.join(', ')].join('.')} is not allowed`
      : `${issue.path.join('.')}: ${issue.message}`,
  )
  return new Failure(safety ? 'UNSAFE_TEMPLATE' : 'TEMPLATE_INVALID', places.join('; '), { cause: first })
}
