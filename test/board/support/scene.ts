import type { Redis } from 'ioredis'
import { printWork } from './agent-output.ts'
import {
  seedAgent,
  seedFleet,
  seedLeftover,
  seedSamples,
  seedTask,
  tellTool,
  type Fleet,
  type SeededTask,
} from './seed.ts'

const FLEET: Fleet = {
  acme: { billing: ['blue', 'checkout-v2', 'red'], shop: ['blue', 'checkout-v2', 'red'] },
  globex: { ledger: ['blue', 'red'], portal: ['blue', 'red'], search: ['vectors'] },
  initech: { reports: ['blue', 'quarterly', 'red'] },
  umbra: {},
}

const TASKS: readonly SeededTask[] = [
  {
    ...{
      id: 'task-pricing',
      type: 'sandbox.provision',
      status: 'processing',
      slug: 'shop-pricing',
      percentage: 62,
      age: 4,
    },
    stages: [
      { 'Create the directory': 'done' },
      {
        'Create the branch': 'done',
        'Copy the database': 'running',
        'Register the redirect URI': 'done',
        'Issue the certificate': 'running',
      },
      { 'Check out the branch': 'waiting' },
      { 'Start the containers': 'waiting' },
      { 'Wait until it answers': 'waiting' },
    ],
  },
  {
    ...{
      id: 'task-broken',
      type: 'sandbox.provision',
      status: 'processing',
      slug: 'portal-broken',
      percentage: 75,
      age: 9,
    },
    stages: [
      { 'Create the directory': 'done' },
      {
        'Create the branch': 'undone',
        'Copy the database': 'undoing',
        'Register the redirect URI': 'undone',
        'Issue the certificate': 'undoing',
      },
      { 'Check out the branch': 'undone' },
      { 'Start the containers': 'undone' },
      { 'Wait until it answers': 'failed' },
    ],
  },
  { id: 'task-globex', type: 'team.restart', status: 'pending', slug: 'globex', age: 2 },
  {
    ...{
      id: 'task-two',
      type: 'sandbox.provision',
      status: 'failed',
      slug: 'shop-two',
      percentage: 75,
      age: 190,
      took: 6,
    },
    code: 'STACK_EXITED',
    error:
      'The service "app" of sandbox-shop-two exited with code 3; its last log lines:\nError: Cannot find module "./pricing.js"',
    stages: [
      { 'Create the directory': 'undone' },
      {
        'Create the branch': 'undone',
        'Copy the database': 'undone',
        'Register the redirect URI': 'undone',
        'Issue the certificate': 'undone',
      },
      { 'Check out the branch': 'undone' },
      { 'Start the containers': 'failed' },
      { 'Wait until it answers': 'waiting' },
    ],
  },
  {
    id: 'task-search',
    type: 'workspace.provision',
    status: 'completed',
    slug: 'search',
    percentage: 100,
    age: 420,
    took: 7.4,
  },
  {
    id: 'task-vectors',
    type: 'sandbox.provision',
    status: 'completed',
    slug: 'search-vectors',
    percentage: 100,
    age: 300,
    took: 1.9,
  },
  {
    id: 'task-old',
    type: 'sandbox.provision',
    status: 'cancelled',
    slug: 'shop-old',
    percentage: 30,
    age: 800,
    took: 3.1,
  },
  {
    id: 'task-initech',
    type: 'team.suspend',
    status: 'completed',
    slug: 'initech',
    percentage: 100,
    age: 3_000,
    took: 0.8,
  },
  {
    ...{ id: 'agent-shop', type: 'agent.run', status: 'processing', slug: 'shop-red', percentage: 40, age: 84 },
    message: 'Bash npm test',
  },
]

const now = (): string => new Date().toISOString()

/** An installation in the middle of its day: all that the board can show is there. */
export const seedScene = async (redis: Redis): Promise<void> => {
  await seedFleet(redis, FLEET, ['initech'])
  for (const task of TASKS) await seedTask(redis, task)
  const started_at = new Date(Date.now() - 84_000).toISOString()
  await seedAgent(redis, 'agent-shop', 'shop-red', { host: 'build-1', started_at, turns: '9', cost_usd: '0.4132' })
  await printWork(redis, 'agent-shop')
  await seedSamples(redis)
  await seedLeftover(redis, {
    ...{ id: 'a1b2c3d4e5f60718', kind: 'repository', name: 'slipway/atlas', owner: 'workspace:workspace-atlas' },
    ...{ reason: 'its owner is gone', found_at: now(), last_tried_at: now() },
  })
}

/** What the agent of the scene does while somebody looks. */
export const tellScene = async (redis: Redis): Promise<void> => {
  for (const line of ['Read src/server.ts', 'Grep "greet"', 'Edit src/page.ts', 'Bash npm test'])
    await tellTool(redis, 'agent-shop', 'shop-red', line)
}
