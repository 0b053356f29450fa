import { setting } from '../../scripts/setup/setting.ts'

type Service = 'DOCKER_HOST' | 'APP_IMAGE' | 'SLIPWAY_TAG' | 'AGENT_CLAUDE' | 'AGENT_CODEX' | 'AGENT_OPENCODE'

/** A variable that `npm test` sets. @throws when it is missing: nothing is skipped */
export function required(name: Service): string {
  const value = setting(name)
  if (value === undefined) throw new Error(`${name} is not set: run these tests with npm test`)
  return value
}
