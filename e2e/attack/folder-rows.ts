import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, lstat, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { World } from '../world/world';

/** One file that somebody has put into a folder of ComfyUI before a person opens it. */
export interface FolderRow {
  what: string;
  /** Writes the file, and makes what it is after. Answers whether it has got that. */
  prepare: (place: FolderPlace) => Promise<() => Promise<boolean>>;
  /** How a person lets it count, as the control case. */
  letCount: 'resume' | 'use';
}

export interface FolderPlace {
  world: World;
  /** Of the app in it. */
  desktopDir: string;
  /** Ends what the row has started. */
  ended: (child: ChildProcess) => void;
}

const id = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

async function put(file: string, content: string | object): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
}

async function putPack({ world }: FolderPlace, name: string): Promise<string> {
  const pack = join(world.comfyui.path, 'custom_nodes', name);
  await put(join(pack, '__init__.py'), 'NODE_CLASS_MAPPINGS = {}\n');
  return pack;
}

/** A program that leaves a mark when somebody runs it. */
async function putProgram(
  { world }: FolderPlace,
  name: string,
): Promise<{ program: string; ran: () => Promise<boolean> }> {
  const [program, mark] = [join(world.root, name), join(world.root, `${name} ran`)];
  await put(program, `#!/bin/sh\ntouch "${mark}"\nexec git "$@"\n`);
  await chmod(program, 0o755);
  return { program, ran: () => isThere(mark) };
}

const queue = (kind: string, params: object) =>
  [
    { change: 'processing', value: true },
    {
      ...{ change: 'added', caller: 'person', orderedAt: new Date().toISOString() },
      task: { ui_id: 'theirs', client_id: 'theirs', kind, params },
    },
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');

/** What Linux tells of the start of a process, as the app writes it down. */
async function startOf(pid: number): Promise<string> {
  const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  const fields = (await readFile(`/proc/${String(pid)}/stat`, 'utf8')).replace(/^.*\) /su, '').split(' ');
  return `${boot} ${fields[19] ?? ''}`;
}

/** Each file that an opening acts upon where it is ours. */
export const folderRows: readonly FolderRow[] = [
  {
    what: 'a queue that disables a pack',
    async prepare(place) {
      const pack = await putPack(place, 'attack-queue');
      await put(
        join(place.desktopDir, 'queue.jsonl'),
        queue('disable', { node_name: 'attack-queue', is_unknown: true }),
      );
      return async () => !(await isThere(pack));
    },
    letCount: 'resume',
  },
  {
    what: 'a change of packs that is said to be under way',
    async prepare(place) {
      const pack = await putPack(place, 'attack-journal');
      const moves = [{ from: join(place.desktopDir, 'staging', 'pack-AbCd12'), to: pack }];
      await put(join(place.desktopDir, 'journal', `${id}.json`), { id, state: 'open', moves });
      return async () => !(await isThere(pack));
    },
    letCount: 'use',
  },
  {
    what: 'a change of Python packages that is said to be under way',
    async prepare({ world, desktopDir }) {
      const site = join(world.root, 'site-packages');
      await mkdir(join(site, '~ine'), { recursive: true });
      const environment = {
        interpreter: '/bin/false',
        tool: 'pip',
        uv: null,
        pythonVersion: '3.12.0',
        isEmbedded: false,
      };
      await put(join(desktopDir, 'package-journal', `${id}.json`), {
        ...{
          id,
          state: 'open',
          startedAt: new Date().toISOString(),
          what: 'x',
          before: [],
          names: { [site]: ['mine'] },
        },
        environment: { ...environment, sitePackagesDirs: [site] },
      });
      return () => isThere(join(site, 'mine'));
    },
    letCount: 'use',
  },
  {
    what: 'a note of a ComfyUI that is said to be left over',
    async prepare({ desktopDir, ended }) {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { detached: true });
      ended(child);
      const pid = child.pid ?? 0;
      const app = { pid: 2 ** 22 + 1, startedAt: 'never' };
      const memo = { pid, startedAt: await startOf(pid), app, sessionFile: join(desktopDir, 'comfyui-session-x') };
      await put(join(desktopDir, 'comfyui-process.json'), memo);
      return () => Promise.resolve(child.signalCode !== null);
    },
    letCount: 'use',
  },
  {
    what: 'a note of logs that are said to be of trials',
    async prepare({ world, desktopDir }) {
      const log = join(world.comfyui.userDir, 'comfyui_8199.log');
      await put(log, 'what the person keeps');
      await put(join(desktopDir, 'comfyui-bisect.json'), { ports: [8199] });
      return async () => !(await isThere(log));
    },
    letCount: 'use',
  },
  {
    what: 'a git of its own in config.ini',
    async prepare(place) {
      const { program, ran } = await putProgram(place, 'their-git');
      const config = join(place.desktopDir, '..', 'config.ini');
      await put(config, `[default]\ngit_exe = ${program}\nsecurity_level = weak\n`);
      return ran;
    },
    letCount: 'use',
  },
];
