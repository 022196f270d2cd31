import { expect, it } from 'vitest';
import { findReasons } from './package-reasons';
import { parseRequirement } from './requirement';

const asker = (name: string, ...lines: string[]) => ({ name, lines: lines.map(parseRequirement) });
const needs = (owner: string, ...lines: string[]) => lines.map((line) => ({ owner, need: parseRequirement(line) }));

it('tells who names a package, which packages need it, and for whose sake', () => {
  const askers = [
    asker('ComfyUI', 'tokenizers>=0.13'),
    asker('one', 'numpy<2 ; python_version > "3"'),
    asker('two', 'scipy'),
  ];
  const installed = [...needs('scipy', 'numpy>=1.2'), ...needs('other', 'scipy'), ...needs('numpy', 'numpy')];
  expect(findReasons('numpy', askers, installed)).toEqual({
    asked: [{ by: 'one', line: 'numpy<2' }],
    needed: [{ by: 'scipy', line: 'numpy>=1.2' }],
    through: ['two'],
    isHardware: false,
  });
  expect(findReasons('torch', askers, installed)).toMatchObject({ asked: [], needed: [], isHardware: true });
});

it('tells no password of an address that a requirement names', () => {
  const askers = [asker('one', 'quiet @ git+http://person:secret-word@example.org/quiet.git')];
  const { asked } = findReasons('quiet', askers, []);
  expect(asked).toHaveLength(1);
  expect(JSON.stringify(asked)).not.toContain('secret-word');
});
