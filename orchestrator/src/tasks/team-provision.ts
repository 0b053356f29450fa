import { z } from 'zod'
import { hostOf, TeamProvision, type ResourceRef } from '#contract'
import { defineTask } from '../saga/define-task.ts'
import { certificateStep, directoryStep } from '../steps/home.ts'
import { stackStep, startStep } from '../steps/stack.ts'
import { findOwn } from '../steps/standing.ts'
import type { TaskEnv } from '../steps/task-env.ts'
import { teamDatabaseStep } from '../steps/team-database.ts'

type Input = z.output<typeof TeamProvision.payload>

const team = ({ input }: { input: Input }): ResourceRef => TeamProvision.resource(input)

/** A team is a directory, a TinyDB file with its owner as first member, a certificate, and a stack that uses them. */
export const provisionTeam = defineTask<TaskEnv>()(TeamProvision, z.null(), async ({ input, env }) => {
  await findOwn(env, team({ input }))
  return null
})
  .together({ directory: directoryStep(team), certificate: certificateStep(team) })
  .together({
    database: teamDatabaseStep(team, ({ name, owner_id, owner_email, owner_name }) => ({
      name,
      owner: { id: owner_id, email: owner_email, name: owner_name },
    })),
    stack: stackStep(team),
  })
  .step('start', startStep(team))
  .completes(({ input, env, outputs }) => {
    const { type, id, slug } = team({ input })
    const metadata = { subdomain: hostOf(type, slug, env.platform.domain), ...outputs.start }
    return { metadata, changes: [{ change: 'put', record: { type, id, slug, status: 'active', metadata } }] }
  })
