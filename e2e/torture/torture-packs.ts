import type { PackSeed } from '../world/pack-seed';
import type { WheelSpec } from '../world/wheel';
import type { FileMap } from '../world/zip';

/** A pack of the torture, and at which version every run finds it. */
export interface TorturePack {
  seed: PackSeed;
  installedAt: string | null;
  /** What its requirements lead to, by name: a version, or null for any. */
  needs: Needs;
  /** The same for each of its optional groups. */
  groups: Readonly<Record<string, Needs>>;
}

/** Packages by name: a version, or null for any. */
type Needs = Readonly<Record<string, string | null>>;

/** A file that a person put into a pack; no change may lose it. */
export const notes = { pack: 'torture-plain', file: 'my notes.txt', text: 'Written by hand.\n' } as const;

/** A model that a person has; it lies in its folder or in the trash. */
export const weights = { path: ['models', 'loras', 'own.safetensors'], text: 'Trained by hand.\n' } as const;
/** The folder of models that tasks move it to. */
export const movedTo = 'vae';

/** So many files that an installer takes long enough to be killed between two of them. */
function manyFiles(module: string, version: string, count: number): FileMap {
  const names = Array.from({ length: count }, (_, index) => `${module}/part_${String(index).padStart(3, '0')}.py`);
  return Object.fromEntries(names.map((name) => [name, `VALUE = "${name} ${version}"\n`]));
}

function wide(spec: WheelSpec, count: number): WheelSpec {
  return { ...spec, files: manyFiles(spec.name, spec.version, count) };
}

/** Published on the index; the first is in the environment when a run begins. */
export const wideWheels: readonly WheelSpec[] = [
  wide({ name: 'widelib', version: '1.0' }, 400),
  wide({ name: 'widelib', version: '2.0' }, 400),
  wide({ name: 'deeplib', version: '1.0', requires: ['tinydep>=1.0'] }, 250),
  wide({ name: 'deeplib', version: '2.0', requires: ['tinydep>=2.0', 'widelib>=2.0'] }, 250),
];

/** A requirement that resolves and cannot be installed: what was done before it has to be taken back. */
export const brokenWheels: readonly WheelSpec[] = [
  { name: 'needs-broken', version: '1.0', requires: ['widelib>=2.0', 'brokenwheel==1.0'] },
];

const releases = ['1.0.0', '1.1.0', '1.2.0'].map((version, month) => ({
  ...{ version, date: `2025-0${month + 1}-01T08:00:00Z`, changelog: `Release ${version}.` },
}));

type Extra = Pick<PackSeed, 'requirements' | 'optional' | 'installScript' | 'extraFiles'> &
  Partial<Pick<TorturePack, 'needs' | 'groups'>>;

function torturePack(
  id: string,
  installedAt: string | null,
  { needs = {}, groups = {}, ...extra }: Extra = {},
): TorturePack {
  const texts = { title: id, description: 'There to be killed at.', author: 'Torture', owner: 'torture', repo: id };
  const kind = { category: 'torture', tags: [], stars: 1, registry: 'published', channel: 'none' } as const;
  return {
    seed: { id, ...texts, ...kind, tags: [], nodes: [`${id.replaceAll('-', '')}Node`], releases, ...extra },
    installedAt,
    needs,
    groups,
  };
}

/** What install.py does of itself: it calls pip, as many packs do. */
const script = [
  'import subprocess, sys',
  'subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "deeplib==1.0"], check=True)',
  'print("installed deeplib")',
  '',
].join('\n');

const manyPackFiles = manyFiles('assets', '1', 150);

/** One pack per way of changing an environment. */
export const torturePacks: readonly TorturePack[] = [
  torturePack('torture-plain', '1.0.0', { extraFiles: manyPackFiles }),
  torturePack('torture-second', '1.1.0', { extraFiles: manyPackFiles }),
  torturePack('torture-new', null, { extraFiles: manyPackFiles }),
  torturePack('torture-wide-one', '1.0.0', { requirements: ['widelib==1.0'], needs: { widelib: '1.0' } }),
  torturePack('torture-wide-two', null, {
    requirements: ['widelib==2.0', 'tinydep==1.0'],
    needs: { widelib: '2.0', tinydep: '1.0' },
  }),
  torturePack('torture-deep', null, {
    requirements: ['deeplib==2.0'],
    needs: { deeplib: '2.0', tinydep: '2.0', widelib: '2.0' },
  }),
  torturePack('torture-script', null, { installScript: script, needs: { deeplib: '1.0', tinydep: null } }),
  // One group that brings hundreds of files, and one that is met as long as nobody moves it: a choice alone.
  torturePack('torture-groups', '1.0.0', {
    extraFiles: manyPackFiles,
    optional: { deep: ['deeplib==1.0'], wide: ['widelib==1.0'] },
    groups: { deep: { deeplib: '1.0', tinydep: null }, wide: { widelib: '1.0' } },
  }),
  torturePack('torture-broken', null, { requirements: ['needs-broken'] }),
];
