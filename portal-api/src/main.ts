import { keepFootprintSmall } from './footprint.ts'

keepFootprintSmall()
const { serve } = await import('./serve.ts')
await serve()
