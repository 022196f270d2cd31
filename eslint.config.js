import eslint from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { waitRules } from './scripts/lint/no-waits.mjs';
import { privateNames } from './scripts/lint/private-names.mjs';
import { reactRules } from './scripts/lint/react-rules.mjs';
import { ownerRules } from './scripts/lint/single-owners.mjs';

const app = ['src/**/*.ts', 'main/**/*.ts', 'preload/**/*.ts', 'renderer/**/*.{ts,tsx}'];
const typed = [...app, 'e2e/**/*.ts'];
// Tests, and what only tests use: a folder named testing.
const tests = ['**/*.test.{ts,tsx,mjs}', 'e2e/**/*.{spec,attack,smoke,real}.ts', '**/testing/*.ts'];
const configs = [
  '*.config.{ts,js}',
  'e2e/playwright.config.ts',
  'e2e/{attack,pictures,real,smoke}/playwright.config.ts',
];

/** The budgets of CONTRIBUTING.md. Lines of a file are also checked by scripts/budgets.mjs, with its special limits. */
const budgets = {
  'max-lines': ['error', { max: 340 }],
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
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  '@typescript-eslint/no-confusing-void-expression': [
    'error',
    { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
  ],
  '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
  // React's event handlers may be async: what they reject with is caught inside.
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
  // These two take a fifth of the time of all rules and find nothing: there are no enums (`names/no-enum`), and what a class keeps for itself has a name
  // with `#`, so that tsc takes no other object for it.
  '@typescript-eslint/no-unsafe-enum-assignment': 'off',
  '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
  // Our objects are records of functions, not classes: there is no `this` to lose.
  '@typescript-eslint/unbound-method': 'off',
  // An async function without await turns a throw into a rejection, which is what its callers expect.
  '@typescript-eslint/require-await': 'off',
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
  // Answers of a real server arrive as JSON; the assertion is the check of their shape.
  '@typescript-eslint/no-unsafe-assignment': 'off',
  '@typescript-eslint/no-unsafe-member-access': 'off',
  '@typescript-eslint/no-unsafe-argument': 'off',
  '@typescript-eslint/no-unsafe-call': 'off',
  '@typescript-eslint/no-unsafe-return': 'off',
};

export default tseslint.config(
  { ignores: ['node_modules/', 'out/', 'dist/', '.cache/', 'test-results/', 'playwright-report/', '**/fixtures/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: typed,
    extends: [tseslint.configs.strictTypeChecked],
    // One program for all folders but the window's: what they share is read and checked once. What each may use of Node and the DOM is tsc's to say.
    languageOptions: { parserOptions: { project: './tsconfig.lint.json', tsconfigRootDir: import.meta.dirname } },
    rules: strictRules,
  },
  // Shell and window each tell i18next which keys there are. In one program the keys of one would be errors in the other, thousands of them.
  {
    files: ['renderer/**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { project: './renderer/tsconfig.lint.json' } },
  },
  { files: ['e2e/**/*.ts'], rules: { 'no-console': 'off' } },
  reactRules(['renderer/**/*.{ts,tsx}']),
  privateNames(typed),
  waitRules(),
  { files: configs, extends: [tseslint.configs.disableTypeChecked], rules: { 'no-restricted-exports': 'off' } },
  { files: ['src/contract/**/*.ts'], rules: { 'max-lines': 'off' } },
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
