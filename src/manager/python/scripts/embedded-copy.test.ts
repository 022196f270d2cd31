import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { moveModulePaths } from './embedded-copy';

it('finds in a copy of an embedded Python what was copied, and everything else where it is', () => {
  const text =
    '../ComfyUI\r\npython312.zip\r\n.\r\nLib\\site-packages\r\n# Uncomment to run site.main()\r\nimport site\r\n';
  expect(moveModulePaths(text, '/portable/python_embeded', new Set(['python.exe', 'python312.zip']))).toBe(
    `${resolve('/portable/ComfyUI')}\npython312.zip\n.\nimport site\n`,
  );
});

it('has the packages of the copy looked for where the build itself does not', () => {
  const text = 'python311.zip\n.\n#import site\n';
  expect(moveModulePaths(text, '/python', new Set(['python311.zip']))).toBe('python311.zip\n.\nimport site\n');
});
