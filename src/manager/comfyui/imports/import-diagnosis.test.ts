import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportFailure } from '../../../contract/comfyui/imports';
import type { LocalPack } from '../../../contract/packs/local-packs';
import { createDiagnoses, diagnose } from './import-diagnosis';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'diagnosis ünï-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const failureOf = (name: string, exception: string): ImportFailure => ({
  name,
  path: join(root, name),
  msg: exception,
  traceback: `Traceback (most recent call last):\n  File "${join(root, name, '__init__.py')}", line 1, in <module>\n    import x\n${exception}`,
});

const packOf = (name: string, changes: Partial<LocalPack> = {}): LocalPack => ({
  ...{ key: name, name, source: 'git', enabled: true, version: '', registryId: null },
  ...{ auxId: null, repository: null, branch: null },
  ...changes,
});

const environment = () =>
  Promise.resolve({
    ...{ interpreter: 'python', uv: null, pythonVersion: '3.11.7', isEmbedded: false, sitePackagesDirs: [] },
    tool: 'pip' as const,
  });
const frozen = (names: Record<string, string>) => () =>
  Promise.resolve(new Map(Object.entries(names).map(([name, version]) => [name, { version, address: null }])));

function open(failures: ImportFailure[], packs: LocalPack[], python = { environment, frozenPackages: frozen({}) }) {
  return createDiagnoses({
    installation: { comfyDir: root },
    python,
    failures: () => Promise.resolve(failures),
    packs: () => Promise.resolve(packs),
  });
}

describe('createDiagnoses', () => {
  it('knows ComfyUI, Python, the installed packages and what each pack asks for', async () => {
    await writeFile(join(root, 'comfyui_version.py'), '__version__ = "0.9.1"\n');
    await mkdir(join(root, 'lists-it'));
    await writeFile(
      join(root, 'lists-it', 'requirements.txt'),
      '# for masks\nscikit_image>=0.2 ; python_version > "3.8"\n',
    );
    const skimage = "ModuleNotFoundError: No module named 'skimage'";
    const failures = [
      failureOf('lists-it', skimage),
      failureOf('forgets-it', skimage),
      failureOf(
        'old-friend',
        "ImportError: cannot import name 'sampling_v9' from 'comfy.samplers' (/x/comfy/samplers.py)",
      ),
      failureOf(
        'uses-hub',
        "ImportError: cannot import name 'cached_download' from 'huggingface_hub' (/x/__init__.py)",
      ),
    ];
    const read = open(
      failures,
      failures.map(({ name }) => packOf(name)),
      {
        environment,
        frozenPackages: frozen({ 'huggingface-hub': '0.30.1' }),
      },
    );
    const [listed, forgotten, comfy, hub] = await read();
    expect(listed).toMatchObject({ ...failures[0], rule: 'module-missing', remedy: { kind: 'fix-pack' } });
    expect(forgotten?.remedy).toEqual({
      kind: 'install-packages',
      text: 'Install scikit-image.',
      packages: ['scikit-image'],
    });
    expect(comfy?.cause).toContain('which ComfyUI 0.9.1 does not have');
    expect(hub?.cause).toContain('huggingface-hub 0.30.1');
  });

  it('offers an update only of what can be updated', async () => {
    const failure = failureOf('pack', 'SyntaxError: invalid syntax');
    const kindFor = async (pack: LocalPack) => (await open([failure], [pack])())[0]?.remedy?.kind;
    expect(await kindFor(packOf('pack'))).toBe('update-pack');
    expect(await kindFor(packOf('pack', { source: 'registry' }))).toBe('update-pack');
    expect(await kindFor(packOf('pack', { source: 'folder' }))).toBe('by-hand');
    expect(await kindFor(packOf('pack', { source: 'file' }))).toBe('by-hand');
  });

  it('tells what failed even when the Python cannot be looked at', async () => {
    const broken = () => Promise.reject(new Error('no Python'));
    const read = open([failureOf('pack', "ModuleNotFoundError: No module named 'cv2'")], [], {
      environment: broken,
      frozenPackages: broken,
    });
    expect(await read()).toMatchObject([{ rule: 'module-missing', remedy: { packages: ['opencv-python-headless'] } }]);
  });

  it('is empty when nothing failed, and looks at nothing then', async () => {
    const never = () => Promise.reject(new Error('was asked'));
    expect(await open([], [], { environment: never, frozenPackages: never })()).toEqual([]);
  });

  it('is quick with long failures', async () => {
    const trace = Array.from(
      { length: 600 },
      (_, line) => `  File "${root}/x/y${line}.py", line ${line}, in f\n    f()`,
    );
    const failures = Array.from({ length: 20 }, (_, index) => {
      const failure = failureOf(`pack-${index}`, `RuntimeError: ${'x'.repeat(4000)}`);
      return { ...failure, traceback: [...trace, failure.traceback].join('\n') };
    });
    const read = open(failures, []);
    await read();
    const startedMs = performance.now();
    expect(await read()).toHaveLength(20);
    // A tenth of it on a busy machine of two cores; one pattern that reads a long word again from each letter takes 3 s.
    expect(performance.now() - startedMs).toBeLessThan(2000);
  });
});

describe('diagnose', () => {
  const facts = {
    ...{ comfyVersion: null, pythonVersion: null, packages: new Map<string, string>(), requirements: [], source: null },
  };

  it('says so when nobody knows why', () => {
    const silent = { name: 'quiet', path: '/c/quiet', msg: '', traceback: '' };
    expect(diagnose(silent, facts)).toMatchObject({ cause: 'quiet failed to import and did not say why.', rule: null });
  });

  it('reads the paths of Windows as Python writes them', () => {
    const path = 'C:\\ComfyUI\\custom_nodes\\My.Pack';
    const fail = (msg: string) => diagnose({ name: 'My.Pack', path, msg, traceback: '' }, facts);
    const quoted = path.replaceAll('\\', '\\\\');
    expect(fail(`ModuleNotFoundError: No module named '${quoted.replace('.', '_x_')}.nodes'`)).toMatchObject({
      rule: 'pack-module-missing',
      cause: 'My.Pack lacks a part of itself: the module nodes.',
    });
    const file = `FileNotFoundError: [Errno 2] No such file or directory: '${quoted}\\\\config.json'`;
    expect(fail(file)).toMatchObject({ rule: 'pack-file-missing', cause: 'My.Pack lacks its file config.json.' });
  });

  it('never blames what is only mentioned', () => {
    // A pack that prints words of known causes and fails for a reason of its own.
    const failure = failureOf('talker', 'ValueError: wrong size of the table');
    const noisy = { ...failure, traceback: failure.traceback.replace('import x', 'raise X("No module named cv2")') };
    expect(diagnose(noisy, facts).rule).toBeNull();
  });
});
