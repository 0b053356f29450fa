import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure, type ResourceRef } from '#contract'
import type { Finding } from '../drivers/preflight.ts'
import type { StackRequest } from '../drivers/stacks/port.ts'
import { agentStackRequest } from '../steps/agent-container-stack.ts'
import { stackRequest } from '../steps/stack.ts'
import type { Platform } from '../steps/task-env.ts'
import { renderCompose } from '../templating/render.ts'

/** What tasks give to the templates of workspaces and sandboxes besides. */
const VALUES = {
  branch: 'main',
  client_id: 'client',
  tenant_id: 'tenant',
  callback_url: 'https://example.test/callback',
}
const RESOURCES: readonly (ResourceRef & { values: Record<string, string> })[] = [
  { type: 'team', id: 'doctor', slug: 'doctor', values: {} },
  { type: 'workspace', id: 'doctor', slug: 'doctor', values: VALUES },
  { type: 'sandbox', id: 'doctor', slug: 'doctor-doctor', values: VALUES },
]

export interface RenderedTemplates {
  readonly findings: readonly Finding[]
  /** Every image that they name, once. */
  readonly images: readonly string[]
}

/** Renders the template of every kind of stack, as a task would. */
export async function renderTemplates(templatesDir: string, platform: Platform): Promise<RenderedTemplates> {
  const { agentContainer } = platform
  const place = { slug: 'doctor-doctor', workspaceSlug: 'doctor' }
  const requests = [
    ...RESOURCES.map((resource) => ({
      name: `template of a ${resource.type}`,
      request: stackRequest(resource, platform, resource.values),
    })),
    ...(agentContainer === undefined
      ? []
      : [{ name: 'template of an agent container', request: agentStackRequest(place, agentContainer, platform) }]),
  ]
  const rendered = await Promise.all(
    requests.map(({ name, request }) => renderTemplate(name, request, { templatesDir, dataDir: platform.dataDir })),
  )
  return {
    findings: rendered.map(({ finding }) => finding),
    images: [...new Set(rendered.flatMap(({ images }) => images))],
  }
}

async function renderTemplate(
  name: string,
  { template, directory, values }: StackRequest,
  { templatesDir, dataDir }: { readonly templatesDir: string; readonly dataDir: string },
): Promise<{ finding: Finding; images: string[] }> {
  const file = join(templatesDir, `${template}.yml.j2`)
  try {
    const { services } = renderCompose(await readTemplate(file), values, join(dataDir, directory))
    const images = Object.values(services).flatMap(({ image }) => (image === undefined ? [] : [image]))
    return { images, finding: { state: 'ok', name, detail: `${file} renders` } }
  } catch (thrown) {
    const { code, message } = Failure.from(thrown)
    return { images: [], finding: { state: 'failed', name, failure: new Failure(code, `${file}: ${message}`) } }
  }
}

async function readTemplate(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (thrown) {
    throw new Failure('TEMPLATE_INVALID', `it can't be read (${Failure.from(thrown).message})`, { cause: thrown })
  }
}
