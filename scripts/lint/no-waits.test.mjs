// Waiting for time is refused to specs, and allowed where time is the subject.
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { waitRules } from './no-waits.mjs';

const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } }, waitRules()],
});

async function complaints(code, filePath) {
  const [result] = await eslint.lintText(code, { filePath });
  return result.messages.map(({ ruleId }) => ruleId);
}

const WAITS = [
  'await page.waitForTimeout(700);',
  'await new Promise((done) => setTimeout(done, 300));',
  'globalThis.setTimeout(done, 300);',
  "import { setTimeout as sleep } from 'node:timers/promises';",
  "import { setTimeout } from 'timers/promises';",
  'Atomics.wait(array, 0, 0, 300);',
];

describe('waiting for time', () => {
  it.each(WAITS)('is refused to a spec and to what specs use: %s', async (code) => {
    expect(await complaints(code, 'e2e/install.spec.ts')).toEqual(['no-restricted-syntax']);
    expect(await complaints(code, 'e2e/api.ts')).toEqual(['no-restricted-syntax']);
  });

  it.each(WAITS)('is allowed where time is the subject, and outside of specs: %s', async (code) => {
    expect(await complaints(code, 'e2e/world/wire.ts')).toEqual([]);
    expect(await complaints(code, 'e2e/bench/row.ts')).toEqual([]);
    expect(await complaints(code, 'src/base/async/concurrency-limit.ts')).toEqual([]);
  });

  it.each(['test.setTimeout(120_000);', 'await expect.poll(read, { timeout: 5000 }).toBe(1);'])(
    'is not what a limit does: %s',
    async (code) => {
      expect(await complaints(code, 'e2e/install.spec.ts')).toEqual([]);
    },
  );
});
