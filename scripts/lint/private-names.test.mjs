// A private member is a name with #, and there are no enums.
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { expect, it } from 'vitest';
import { privateNames } from './private-names.mjs';

const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } }, privateNames(['**/*.ts'])],
});

async function complaints(code) {
  const [result] = await eslint.lintText(code, { filePath: 'src/base/member.ts' });
  return result.messages.map(({ ruleId }) => ruleId);
}

it.each([
  'class A { private field = 1; }',
  'class A { private readonly field = 1; }',
  'class A { private method() {} }',
  'class A { protected get field() { return 1; } }',
  'class A { constructor(private readonly field: number) {} }',
])('a word for it is refused: %s', async (code) => {
  expect(await complaints(code)).toEqual(['names/no-private-word']);
});

it('a name with # is right, and so is what everybody may use', async () => {
  expect(await complaints('class A { #field = 1; readonly open = this.#field; #method() {} }')).toEqual([]);
});

it.each(['enum Side { left, right }', 'export const enum Side { left }'])('an enum is refused: %s', async (code) => {
  expect(await complaints(code)).toEqual(['names/no-enum']);
});
