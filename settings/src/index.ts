export * from './azure-variables.ts'
export * from './resolve.ts'
export * from './variables.ts'
export * from './wrong-settings.ts'
