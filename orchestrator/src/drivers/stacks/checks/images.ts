import { Failure } from '#contract'
import type { Finding } from '../../preflight.ts'
import { unlessRefused, type Engine } from '../engine.ts'

const NO_SUCH_IMAGE = 404

/** The images that stacks are made from are on the Docker host: they are never pulled. */
export const checkImages = (engine: Engine, images: readonly string[], signal: AbortSignal): Promise<Finding[]> =>
  Promise.all(
    images.map(async (image): Promise<Finding> => {
      const name = `image ${image}`
      if (await hasImage(engine, image, signal)) return { state: 'ok', name, detail: 'on the Docker host' }
      const message = `the Docker host does not have the image ${JSON.stringify(image)}`
      return { state: 'failed', name, failure: new Failure('STACK_IMAGE_MISSING', message) }
    }),
  )

/** Whether the engine has an image. */
export async function hasImage(engine: Engine, image: string, signal: AbortSignal): Promise<boolean> {
  const inspection = engine.ask(signal, (docker) => docker.getImage(image).inspect())
  return (await unlessRefused([NO_SUCH_IMAGE], inspection)) !== undefined
}
