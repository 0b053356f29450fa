import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

const TESTS = [
  '**/*.test.ts',
  '**/conformance*.ts',
  'test/**',
  'orchestrator/test/**',
  'portal-api/test/**',
  'cli/test/**',
]
const MAY_READ_ENVIRONMENT = ['**/config.ts', 'scripts/**', 'bench/**', 'samples/**', ...TESTS]

const ENVIRONMENT = 'Only config.ts reads the environment; pass what you need.'
const DEFAULT_EXPORT = 'Export by name, so that it is called the same everywhere.'

/** What one `it` or `describe` of node:test returns is awaited by the runner itself. */
const nodeTest = { from: 'package', package: 'node:test', name: ['after', 'before', 'describe', 'it', 'suite', 'test'] }

export default defineConfig(
  globalIgnores(['data/', '.cache/', '**/*.d.ts']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [nodeTest] }],
      // `await using _ = …` holds something for the length of a block; `{ secret: _secret, ...rest }` leaves something out.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['**/*.{ts,js,mjs}'],
    rules: {
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: DEFAULT_EXPORT }],
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  { files: ['**/*.{ts,js,mjs}'], ignores: TESTS, rules: { 'max-lines': ['error', { max: 250 }] } },
  { files: ['*.config.js', '.dependency-cruiser.mjs'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['**/*.{ts,js,mjs}'],
    ignores: MAY_READ_ENVIRONMENT,
    rules: {
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: ENVIRONMENT }],
      'no-restricted-imports': [
        'error',
        { paths: ['node:process', 'process'].map((name) => ({ name, importNames: ['env'], message: ENVIRONMENT })) },
      ],
    },
  },
)
