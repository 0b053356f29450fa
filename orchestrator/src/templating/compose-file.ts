import { z } from 'zod'

/** Marks an issue as one of safety rather than of form. */
const unsafe = { params: { unsafe: true } } as const

const Text = z.string()
const Scalar = z.union([z.string(), z.number(), z.boolean()])
const Command = z.union([Text, z.array(Text).min(1)])
const Duration = z.string().regex(/^(?:\d+(?:ms|s|m|h))+$/, 'must be a duration such as 1s or 1m30s')
const Size = z.union([z.int().positive(), z.string().regex(/^\d+[bkmg]?$/i, 'must be a size such as 512m')])
const Port = z.int().min(1).max(65_535)

/** Labels by which the driver and compose know what is theirs. */
const OWN_LABEL = /^(?:slipway|com\.docker)\./
const Labels = z
  .record(z.string(), Scalar)
  .refine((labels) => !Object.keys(labels).some((key) => OWN_LABEL.test(key)), {
    message: 'labels of slipway and compose are not for templates',
    ...unsafe,
  })

const Healthcheck = z.strictObject({
  test: z.union([z.string(), z.tuple([z.enum(['CMD', 'CMD-SHELL'])], z.string())]),
  interval: Duration.optional(),
  timeout: Duration.optional(),
  retries: z.int().min(1).optional(),
  start_period: Duration.optional(),
})

// The long forms only: in the short ones a ":" inside a value would change what is mounted or published.
const Mount = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('bind'), source: Text, target: Text, read_only: z.boolean().optional() }),
  z.strictObject({ type: z.literal('tmpfs'), target: Text }),
])

// The address has no default: Docker's own is every interface of the machine.
const PublishedPort = z.strictObject({
  target: Port,
  host_ip: z.union([z.ipv4(), z.ipv6()]),
  published: Port.optional(),
  protocol: z.enum(['tcp', 'udp']).optional(),
})

const Build = z.strictObject({
  context: Text,
  dockerfile: Text.optional(),
  args: z.record(z.string(), Scalar).optional(),
  target: Text.optional(),
})

const DependsOn = z.union([
  z.array(Text),
  z.record(z.string(), z.strictObject({ condition: z.enum(['service_started', 'service_healthy']) })),
])

const Service = z.strictObject({
  image: Text.min(1).optional(),
  build: Build.optional(),
  command: Command.optional(),
  entrypoint: Command.optional(),
  environment: z.record(z.string(), Scalar).optional(),
  labels: Labels.optional(),
  ports: z.array(PublishedPort).optional(),
  expose: z.array(Port).optional(),
  volumes: z.array(Mount).optional(),
  tmpfs: z.array(Text).optional(),
  healthcheck: Healthcheck,
  depends_on: DependsOn.optional(),
  restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']).optional(),
  init: z.boolean().optional(),
  user: Text.optional(),
  working_dir: Text.optional(),
  read_only: z.boolean().optional(),
  stop_grace_period: Duration.optional(),
  mem_limit: Size.optional(),
  cpus: z.number().positive().optional(),
  pids_limit: z.int().positive().optional(),
  cap_drop: z.array(Text).optional(),
  security_opt: z
    .array(
      Text.refine((option) => option === 'no-new-privileges:true', {
        message: 'only no-new-privileges:true is allowed',
        ...unsafe,
      }),
    )
    .optional(),
  logging: z
    .strictObject({
      driver: z.enum(['json-file', 'local']),
      options: z.strictObject({ 'max-size': Text.optional(), 'max-file': Text.optional() }).optional(),
    })
    .optional(),
})

/**
 * What a rendered template may hold: an allow-list. What is not named here (privileges, namespaces and devices of the
 * host, other networks, volumes, secrets, includes …) is refused. Networks and the labels of ownership are the driver's.
 */
export const ComposeFile = z.strictObject({
  services: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'a service is named with a–z, 0–9 and "-"'), Service)
    .refine((services) => Object.keys(services).length > 0, 'must name a service'),
})
export type ComposeFile = z.infer<typeof ComposeFile>
export type Service = z.infer<typeof Service>
