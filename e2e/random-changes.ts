import { execFile } from 'node:child_process';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'playwright/test';
import { installParams, runTask } from './api';
import type { EveryKind } from './world/every-kind';
import { git } from './world/git-repos';
import type { World } from './world/world';

const run = promisify(execFile);

/** One thing a person, or another program, does to an installation. */
export interface Change {
  what: string;
  make(): Promise<unknown>;
}

interface Place {
  world: World;
  api: string;
}

type Maker = (name: string) => Change;

/** What a web UI or a script can ask for. */
function changesByApi(api: string): Record<'disable' | 'enable' | 'uninstall' | 'toOlder' | 'toNewer', Maker> {
  const maker =
    (kind: string, toParams: (name: string) => Record<string, unknown>): Maker =>
    (name) => ({
      what: `${kind} ${JSON.stringify(toParams(name))}`,
      make: async () => {
        const task = await runTask(api, { kind, params: toParams(name) });
        expect(task.result, `${kind} ${name}: ${task.result}`).toBe('success');
      },
    });
  return {
    disable: maker('disable', (name) => ({ node_name: name })),
    enable: maker('enable', (name) => ({ cnr_id: name })),
    uninstall: maker('uninstall', (name) => ({ node_name: name })),
    toOlder: maker('install', (name) => installParams(name, '1.0.0')),
    toNewer: maker('install', (name) => installParams(name, '1.2.0')),
  };
}

/** What a person does with a shell. */
function changesByHand(root: string) {
  const at = (...names: string[]) => join(root, ...names);
  const maker =
    (toWhat: (name: string) => string, make: (name: string) => Promise<unknown>): Maker =>
    (name) => ({ what: toWhat(name), make: () => make(name) });
  const inGit = (...args: string[]) =>
    maker(
      (name) => `git ${args.join(' ')} in ${name}`,
      (name) => git(args, { cwd: at(name) }),
    );
  const move = (from: (name: string) => string, to: (name: string) => string) =>
    maker(
      (name) => `mv ${from(name)} ${to(name)}`,
      (name) => rename(at(from(name)), at(to(name))),
    );
  return {
    checkOut: inGit('checkout', '--quiet', 'HEAD~1'),
    reset: inGit('reset', '--quiet', '--hard', 'HEAD~2'),
    remove: maker(
      (name) => `rm -r ${name}`,
      (name) => rm(at(name), { recursive: true }),
    ),
    removeDisabled: maker(
      (name) => `rm -r .disabled/${name}`,
      async (name) => rm(at('.disabled', await findDisabled(root, name)), { recursive: true }),
    ),
    hide: (suffix: string) =>
      move(
        (name) => name,
        (name) => join('.disabled', `${name}${suffix}`),
      ),
    show: maker(
      (name) => `mv .disabled/${name} back`,
      async (name) => rename(at('.disabled', await findDisabled(root, name)), at(name)),
    ),
    suffix: move(
      (name) => name,
      (name) => `${name}.disabled`,
    ),
    unsuffix: move(
      (name) => `${name}.disabled`,
      (name) => name,
    ),
  };
}

/** What can be done to every kind of pack. What a snapshot cannot bring back (plain folders, the text of a file) is not taken away. */
function makersOf({ world, api }: Place): Record<keyof EveryKind, Maker[]> {
  const { disable, enable, uninstall, toOlder, toNewer } = changesByApi(api);
  const hand = changesByHand(world.comfyui.customNodesDir);
  const clone = [hand.checkOut, hand.reset, disable, uninstall, hand.remove];
  const disabled = [enable, hand.removeDisabled, hand.show];
  return {
    nightly: [...clone, hand.hide('@nightly')],
    unknown: [...clone, hand.hide('')],
    registry: [toOlder, toNewer, disable, uninstall, hand.remove, hand.hide('@1_1_0')],
    disabledRegistry: disabled,
    disabledNightly: disabled,
    disabledUnknown: disabled,
    plainFolders: [disable, hand.hide('')],
    files: [disable, hand.suffix],
    disabledFiles: [enable, hand.unsuffix],
  };
}

async function findDisabled(root: string, name: string): Promise<string> {
  const names = await readdir(join(root, '.disabled'));
  return names.find((one) => one === name || one.startsWith(`${name}@`)) ?? name;
}

/** Changes by hand to what a snapshot holds beside packs. */
function changesAround({ world }: Place): Change[] {
  const env = { ...process.env, ...world.env };
  const pip = (...args: string[]): Change => ({
    what: `pip ${args.join(' ')}`,
    make: () => run(world.comfyui.python, ['-m', 'pip', ...args, '--quiet'], { env }),
  });
  const index = ['--index-url', world.index.indexUrl];
  return [
    pip('uninstall', '--yes', 'safetensors'),
    pip('install', ...index, 'transformers==4.44.0'),
    {
      what: 'git checkout v0.3.60 in ComfyUI',
      make: () => git(['checkout', '--quiet', 'v0.3.60'], { cwd: world.comfyui.path }),
    },
  ];
}

/** Changes that a restore has to undo: one to about two packs of three, chosen by `random`, and three around them. */
export function chooseChanges(place: Place & { kinds: EveryKind; random: () => number }): Change[] {
  const { kinds, random } = place;
  const makers = makersOf(place);
  const changes = (Object.keys(kinds) as (keyof EveryKind)[]).flatMap((kind) =>
    kinds[kind].flatMap((name) => {
      const maker = makers[kind][Math.floor(random() * makers[kind].length)];
      return maker !== undefined && random() < 0.66 ? [maker(name)] : [];
    }),
  );
  const all = [...changes, ...changesAround(place)];
  return all
    .map((change) => ({ change, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ change }) => change);
}
