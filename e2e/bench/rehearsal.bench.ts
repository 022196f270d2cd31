import { createWorld, type World } from '../world/world';
import { openTaskRunner } from './many-tasks';
import { openApp } from './apps/open-app';
import { toRow, type Row } from './row';

const packs = 9;
const tries = 3;

/** Nine packs with something newer, one of which asks for a package then. */
async function placePacks({ registry, comfyui }: World): Promise<string[]> {
  const seed = registry.packs().find(({ id }) => id === 'Demo-Upscaler');
  const newest = seed?.versions.at(-1);
  if (seed === undefined || newest === undefined) throw new Error('The world has no pack to make others of.');
  const ids = Array.from({ length: packs }, (_, at) => `bench-update-${at}`);
  for (const [at, id] of ids.entries()) {
    const projectOf = (version: string) => `[project]\nname = "${id}"\nversion = "${version}"\n`;
    const filesOf = (version: string) => ({ ...newest.files, 'pyproject.toml': projectOf(version) });
    const needs = at === 0 ? { 'requirements.txt': 'tinydep==1.0\n' } : {};
    const versions = [
      { ...newest, version: '1.0.0', files: filesOf('1.0.0') },
      { ...newest, version: '2.0.0', files: { ...filesOf('2.0.0'), ...needs } },
    ];
    registry.publish({ ...seed, id, name: id, repository: `https://github.com/adaquill/${id}`, versions });
    await comfyui.placeRegistryPack(id, '1.0.0');
  }
  return ids;
}

/** A trial of nine updates, and the nine updates themselves. */
export async function bench(): Promise<Row[]> {
  const world = await createWorld({ name: 'bench-rehearsal', pythonTool: 'uv' });
  try {
    const ids = await placePacks(world);
    const app = await openApp(world);
    const runner = await openTaskRunner(app);
    const tried: number[] = [];
    for (let at = 0; at < tries; at += 1) {
      tried.push((await runner.run({ kind: 'rehearse-updates', params: { packs: ids } })) / 1000);
    }
    let updated = 0;
    for (const id of ids) updated += (await runner.run({ kind: 'update', params: { node_name: id } })) / 1000;
    runner.close();
    await app.close();
    const claim = { unit: 's', judged: 'p95' } as const;
    return [
      toRow({ ...claim, name: 'trial of 9 updates, with two starts of ComfyUI', limit: 20 }, tried),
      toRow({ ...claim, name: 'the same 9 updates one after the other', limit: 20 }, [updated]),
    ];
  } finally {
    await world.stop();
  }
}
