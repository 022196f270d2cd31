// All rules that need no types. Those that do are oxlint's (.oxlintrc.json), which takes a seventh of the time.
import eslint from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { waitRules } from './scripts/lint/no-waits.mjs';
import { privateNames } from './scripts/lint/private-names.mjs';
import { reactRules } from './scripts/lint/react-rules.mjs';
import { ownerRules } from './scripts/lint/single-owners.mjs';

const app = ['src/**/*.ts', 'main/**/*.ts', 'preload/**/*.ts', 'renderer/**/*.{ts,tsx}'];
const written = [...app, 'e2e/**/*.ts'];
// Tests, and what only tests use: a folder named testing.
const tests = ['**/*.test.{ts,tsx,mjs}', 'e2e/**/*.{spec,attack,smoke,real}.ts', '**/testing/*.ts'];
// Their tools take the default export of a file.
const configs = [
  '*.config.{ts,js}',
  'e2e/playwright.config.ts',
  'e2e/{attack,pictures,real,smoke}/playwright.config.ts',
];

/** The budgets of CONTRIBUTING.md. Lines of a file are also checked by scripts/budgets.mjs, with its special limits. */
const budgets = {
  'max-lines': ['error', { max: 300 }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
  'max-depth': ['error', 3],
  complexity: ['error', 10],
};

const noDefaultExport = {
  'no-restricted-exports': [
    'error',
    { restrictDefaultExports: { direct: true, named: true, defaultFrom: true, namedFrom: true, namespaceFrom: true } },
  ],
};

const strictRules = {
  ...budgets,
  ...noDefaultExport,
  '@typescript-eslint/max-params': ['error', { max: 3 }],
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
  // Names with control characters are looked for on purpose.
  'no-control-regex': 'off',
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-console': 'error',
  'object-shorthand': 'error',
};

const testRules = {
  'no-console': 'off',
  // A describe block is a list of cases, not a function with a job.
  'max-lines-per-function': 'off',
};

export default tseslint.config(
  { ignores: ['node_modules/', 'out/', 'dist/', '.cache/', 'test-results/', 'playwright-report/', '**/fixtures/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: written,
    extends: [tseslint.configs.strict],
    rules: strictRules,
  },
  { files: ['e2e/**/*.ts'], rules: { 'no-console': 'off' } },
  reactRules(['renderer/**/*.{ts,tsx}']),
  privateNames(written),
  waitRules(),
  { files: configs, rules: { 'no-restricted-exports': 'off' } },
  ...ownerRules({ files: app, ignores: tests }),
  {
    files: ['scripts/**/*.{mjs,js,cjs}', '*.{js,cjs}'],
    languageOptions: { globals: globals.node },
    rules: { ...budgets, 'max-params': ['error', 3], eqeqeq: 'error' },
  },
  // Vitest takes a reporter as the default export of its file.
  { files: ['scripts/**/*.{mjs,js}'], ignores: ['scripts/vitest-count.mjs'], rules: noDefaultExport },
  { files: tests, rules: testRules },
);
