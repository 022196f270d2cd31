import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { onlyWhere } from '../../../base/testing/only-where';
import { placeFolders, readPathsText } from './extra-paths';

const folder = join(import.meta.dirname, 'paths-forms');
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const forms = read('forms.json') as Record<string, string>;
const truth = read('truth.json') as Record<string, unknown>;
const environment = { HOME: '/home/me', DISK: '/mnt/disk', lower: '/low' };

// The folders of the truth are those of a system with one root.
const onPosix = onlyWhere(process.platform !== 'win32', 'the paths are those of Linux and macOS');

it.each(Object.entries(forms))('%s is read as ComfyUI reads it', onPosix, (name, text) => {
  const { folders, problem } = placeFolders(readPathsText({ text, fileName: 'x.yaml' }), {
    dir: '/comfy',
    environment,
  });
  const found = folders.map(({ key, folder: place, isDefault }) => [key, place, isDefault]);
  expect(problem === null ? found : 'error').toEqual(truth[name]);
});

const hasYaml = spawnSync('python3', ['-c', 'import yaml']).status === 0;
it('is what PyYAML says on this machine', onlyWhere(hasYaml, 'this machine has no PyYAML'), () => {
  const { stdout } = spawnSync('python3', [join(folder, 'truth.py')], {
    input: JSON.stringify(forms),
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toEqual(truth);
});
