import { z } from 'zod'

/** The variables of tracing, of both processes, as OpenTelemetry names them. */
export const TraceVariables = z.object({
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
    .transform((url) => url.replace(/\/$/, ''))
    .optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(/^[^=,\s]+=[^,]*(?:,[^=,\s]+=[^,]*)*$/, 'must be name=value pairs, separated by commas')
    .optional(),
})
export type TraceSettings = Readonly<z.output<typeof TraceVariables>>

/** Headers for the receiver: `name=value,name=value`, values percent-encoded (OpenTelemetry Protocol Exporter). */
export const headersOf = ({ OTEL_EXPORTER_OTLP_HEADERS: text }: TraceSettings): Record<string, string> =>
  Object.fromEntries(
    (text?.split(',') ?? []).map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))]
    }),
  )
