import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { onlyWhere } from '../../../base/testing/only-where';
import { placeFolders, readPathsText } from './extra-paths';
import { addShared, listShared, removeShared } from './shared-sections';

const name = 'extra_model_paths.yaml';
const add = (text: string, base: string) =>
  addShared(text, { base, foldersByKey: { checkpoints: ['Stable-diffusion'], loras: ['Lora', 'LyCORIS'] } }, name);
const texts = [
  ['nothing', ''],
  ['comments', '# mine\n'],
  ['sections, without an end of line', 'mine:   # not for others\n    base_path: big\n    checkpoints: a'],
  ['Windows line ends', 'mine:\r\n  loras: |\r\n    a\r\n    b\r\n'],
  ['the name that we would take', 'comfyui_manager_desktop:\n  vae: mine\n'],
] as const;
/** Names that mean something to YAML, to Python or to people. */
const bases = [
  '/mnt/models',
  '/mnt/my models',
  "/mnt/it's: # no comment",
  '/mnt/"quoted" \\ back',
  '/mnt/模型 ü',
  '/mnt/- & * ! | > %TAG {a} [b]',
  `/mnt/${'long '.repeat(60)}end`,
];

describe('a section for a folder', () => {
  it.each(texts)('leaves a file with %s as it was, byte for byte, and goes again', (_what, text) => {
    const changed = add(text, '/mnt/models');
    expect(changed.startsWith(text)).toBe(true);
    expect(listShared(changed)).toEqual(['/mnt/models']);
    // The line end that a last line lacked stays.
    const end = text === '' || text.endsWith('\n') ? '' : '\n';
    expect(removeShared(changed, '/mnt/models')).toBe(`${text}${end}`);
    expect(removeShared(changed, '/mnt/other')).toBeNull();
  });

  it.each(bases)('of %s is read as it was written', (base) => {
    const changed = add('', base);
    expect(listShared(changed)).toEqual([base]);
    const { folders, problem } = placeFolders(readPathsText({ text: changed, fileName: name }), {
      dir: '/comfy',
      environment: {},
    });
    expect(problem).toBeNull();
    expect(folders.map(({ key, folder }) => [key, folder])).toEqual([
      ['checkpoints', join(base, 'Stable-diffusion')],
      ['loras', join(base, 'Lora')],
      ['loras', join(base, 'LyCORIS')],
    ]);
  });

  it('goes alone, where there are several', () => {
    const both = add(add('mine:\n  vae: a\n', '/one'), '/two');
    expect(listShared(both)).toEqual(['/one', '/two']);
    expect(removeShared(both, '/one')).toBe(add('mine:\n  vae: a\n', '/two').replace('desktop:', 'desktop_2:'));
  });

  it.each([
    ['broken', 'a: [b', /line 1/],
    ['a tab', 'a:\n\tb: c', /line 2/],
    ['a list', '- a\n', /no sections/],
    ['one that ends before its end', 'a:\n  vae: x\n...\n', /extra_model_paths\.yaml/],
    ['in one line', '{a: {vae: x}}\n', /extra_model_paths\.yaml/],
  ])('is not added to a file that is %s', (_what, text, words) => {
    expect(() => add(text, '/mnt')).toThrow(words);
  });
});

const pythonYaml = spawnSync('python3', ['-c', 'import yaml']).status === 0;
/** As ComfyUI reads it (docs/reference/on-disk.md 11). */
const reader = `
import json, os, sys, yaml
found = []
for file in sys.argv[1:]:
    config = yaml.safe_load(open(file, encoding="utf-8"))
    for section in config.values():
        base = os.path.expandvars(os.path.expanduser(section.pop("base_path")))
        section.pop("is_default", False)
        for key, lines in section.items():
            found += [[key, os.path.normpath(os.path.join(base, line))] for line in lines.split("\\n") if line]
print(json.dumps(found))
`;

it('says the same to Python as to us', onlyWhere(pythonYaml, 'this machine has no yaml for Python'), () => {
  const dir = mkdtempSync(join(tmpdir(), 'cmd paths ü-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const files = bases.map((base, at) => {
    const file = join(dir, `${at}.yaml`);
    writeFileSync(file, add('', base));
    return file;
  });
  const found: unknown = JSON.parse(execFileSync('python3', ['-c', reader, ...files], { encoding: 'utf8' }));
  expect(found).toEqual(
    bases.flatMap((base) => [
      ['checkpoints', join(base, 'Stable-diffusion')],
      ['loras', join(base, 'Lora')],
      ['loras', join(base, 'LyCORIS')],
    ]),
  );
});
