// A spec waits for what it means, never for time: on a busy machine every time is too short, and on a quiet one it is wasted.

/** Files that may wait for time, because time is what they are about. Each says what for. */
const TIMEKEEPERS = [
  // Hosts that are slow on purpose: a trickling download, a far server, a connection that is torn a moment later.
  ...['e2e/world/wire.ts', 'e2e/world/git-host.ts', 'e2e/world/git-backend.ts'],
  // Asks at a steady rate while it measures how long answers take.
  'e2e/answer-times.ts',
  // Benchmarks measure time.
  'e2e/bench/**',
  // Kills at moments that chance decides, and waits for processes that nobody announces.
  'e2e/torture/**',
];

const MESSAGE =
  'Wait for what is meant (expect.poll, a locator, a request that a host has seen); to show that nothing comes, wait for something later. ' +
  'What simulates slowness has its file in scripts/lint/no-waits.mjs.';

const WAITS = [
  'CallExpression[callee.name="setTimeout"]',
  'CallExpression[callee.object.name=/^(globalThis|window)$/][callee.property.name="setTimeout"]',
  'CallExpression[callee.property.name="waitForTimeout"]',
  'ImportDeclaration[source.value=/^(node:)?timers/]',
  'CallExpression[callee.object.name="Atomics"][callee.property.name="wait"]',
];

/** ESLint's rules against waiting for time in end-to-end tests and what they use. */
export function waitRules() {
  const selectors = WAITS.map((selector) => ({ selector, message: MESSAGE }));
  return { files: ['e2e/**/*.ts'], ignores: TIMEKEEPERS, rules: { 'no-restricted-syntax': ['error', ...selectors] } };
}
