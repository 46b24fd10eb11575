import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['node_modules', '**/dist/**', 'stubs/**', 'demo-out', 'data'] },
  ...tseslint.configs.recommended,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    files: ['**/*.ts', '**/*.tsx'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false, arguments: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: 'error', 'prefer-const': 'error', 'no-console': 'off',
      'max-lines': ['warn', { max: 250, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['pipeline/**/*.ts'], rules: { 'no-restricted-globals': ['error', 'process', 'setTimeout', 'fetch'], 'no-restricted-properties': ['error',
    { object: 'Math', property: 'random', message: 'pipeline is pure: randomness is an argument' },
    { object: 'Date', property: 'now', message: 'pipeline is pure: time is an argument' }] } },
)
