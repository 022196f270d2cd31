import { expect, it } from 'vitest';
import { isModelListText } from './model-lists';

const list = { format: 'comfyui-model-manifest', version: 1, models: [] };

it.each([
  [JSON.stringify(list), true],
  [`\uFEFF${JSON.stringify(list, null, 2)}`, true],
  // One that was cut is told so by the core.
  ['{"format":"comfyui-model-manifest","version":1,"models":[{"na', true],
  ['{"nodes":[{"title":"\\"format\\":\\"comfyui-model-manifest\\""}]}', false],
  ['{"format":"comfyui-pack-list","version":1,"packs":[]}', false],
  ['', false],
])('%s is a list of models: %s', (text, isOne) => {
  expect(isModelListText(text)).toBe(isOne);
});
