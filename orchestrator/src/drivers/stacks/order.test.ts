import assert from 'node:assert/strict'
import { it } from 'node:test'
import { DEPENDS_ON_LABEL, SERVICE_LABEL } from './labels.ts'
import { startOrder } from './order.ts'

const container = (service: string, dependsOn = '') => ({
  Labels: { [SERVICE_LABEL]: service, [DEPENDS_ON_LABEL]: dependsOn },
})

it('containers start in waves: each after those it depends on, in the form in which compose writes it', () => {
  const web = container('web', 'api:service_healthy:false,cache:service_started:false')
  const api = container('api', 'db:service_healthy:true')
  const [cache, db] = [container('cache'), container('db')]
  assert.deepEqual(startOrder([web, api, cache, db]), [[cache, db], [api], [web]])
})

it('what depends on a service that has no container does not wait for it', () => {
  const web = container('web', 'gone:service_healthy:false')
  assert.deepEqual(startOrder([web]), [[web]])
})
