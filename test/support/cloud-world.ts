import assert from 'node:assert/strict'
import { SAMPLE_TEMPLATE } from '../../scripts/setup/template.ts'
import type { Cloud } from './cloud.ts'

/** What stands past the network, as it is seen from there: everything that a Slipway can have made, deleted things too. */
export async function inCloud({ github, entra }: Pick<Cloud, 'github' | 'entra'>): Promise<string[]> {
  const { directory } = entra.tenant
  const repositories = github.repositories().filter(({ fullName }) => fullName !== SAMPLE_TEMPLATE)
  const refs = await Promise.all(
    repositories.map(async (each) => (await each.refs()).map(({ ref }) => `ref ${each.fullName} ${ref}`)),
  )
  return [
    ...repositories.map(({ fullName }) => `repository ${fullName}`),
    ...refs.flat(),
    ...directory.applications.flatMap(({ properties, passwords }) => [
      `application ${properties.displayName}`,
      ...properties.web.redirectUris.map((uri) => `redirect-uri ${uri}`),
      ...passwords.map(() => `secret of ${properties.displayName}`),
    ]),
    ...directory.servicePrincipals.map(({ appId }) => `service principal of ${nameOf(entra, appId)}`),
    ...directory.deletedApplications.map(({ properties }) => `deleted application ${properties.displayName}`),
    ...directory.deletedServicePrincipals.map(({ appId }) => `deleted service principal ${appId}`),
  ].sort()
}

const nameOf = ({ tenant }: Cloud['entra'], appId: string): string =>
  tenant.directory.applications.find((each) => each.appId === appId)?.properties.displayName ?? appId

/** Nothing of Slipway is left in any of them, and nobody asked what may not be asked. */
export async function assertCloudEmpty(cloud: Cloud): Promise<void> {
  assert.deepEqual(await inCloud(cloud), [])
  assert.deepEqual([...cloud.github.violations, ...cloud.entra.violations], [])
  assert.equal(cloud.github.exceeded, 0)
}
