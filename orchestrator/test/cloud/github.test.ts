import { forgeConformance } from '../../src/drivers/forge/conformance.ts'
import { makeGithubWorld } from './support/github-world.ts'

forgeConformance('forge/github', makeGithubWorld)
