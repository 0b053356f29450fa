import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { logContext, withLogContext } from './log-context.ts'
import { startTracing, tracer } from './tracing.ts'
import { TraceVariables } from './trace-variables.ts'

test('that spans can not be delivered is told, and not as if it were about the task that made them', async () => {
  const receiver = createServer((_request, response) => response.writeHead(400).end()).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const address = receiver.address()
  assert.ok(typeof address === 'object' && address !== null)
  const settings = TraceVariables.parse({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${address.port}` })
  const { promise: told, resolve: onTold } = Promise.withResolvers<unknown>()
  const onError = (message: string): void => onTold([logContext(), message !== ''])
  const tracing = startTracing({ service: 'test', settings, secrets: [], onError })
  await withLogContext({ task: 'one', step: 'directory' }, async () => {
    const { context, trace, SpanKind } = await import('@opentelemetry/api')
    const parent = tracer().startSpan('request', { kind: SpanKind.SERVER })
    tracer().startSpan('task', {}, trace.setSpan(context.active(), parent)).end()
    parent.end()
    await tracing[Symbol.asyncDispose]() // delivers what there is
  })
  receiver.closeAllConnections()
  receiver.close()
  assert.deepEqual(await told, [{}, true])
})
