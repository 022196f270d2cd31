import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileMap } from './zip';

/** One commit to write: the files are laid over those of the parent; `null` removes one. */
export interface CommitSpec {
  message: string;
  files: Record<string, string | Buffer | null>;
  /** RFC 3339; fixed, so that equal content gives equal hashes on every machine. */
  date: string;
  /** Tags to put on this commit. */
  tags?: string[];
  submodules?: { path: string; commit: string }[];
}

const author = 'World Maker <world@example.invalid>';

/** Environment of every git the world runs: no configuration of this machine, fixed identity. */
export const gitEnv: Record<string, string> = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
};

/** Runs a git command and gives its trimmed standard output; throws with git's own words when it fails. */
export function git(args: string[], options: { cwd?: string; input?: Buffer } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd: options.cwd, env: { ...process.env, ...gitEnv } });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString().trim());
      else reject(new Error(`git ${args.join(' ')} failed (${code}): ${Buffer.concat(err).toString().trim()}`));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input);
  });
}

/** Creates an empty bare repository that serves what GitHub serves (partial clones, any known hash). Written by hand: no process. */
export async function initBare(folder: string): Promise<void> {
  for (const name of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags']) {
    await mkdir(join(folder, name), { recursive: true });
  }
  await writeFile(join(folder, 'HEAD'), 'ref: refs/heads/master\n');
  const core = '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n';
  await writeFile(join(folder, 'config'), `${core}[uploadpack]\n\tallowFilter = true\n\tallowAnySHA1InWant = true\n`);
}

/** Appends commits to a branch in one git process; gives the hash of the last one. */
export async function addCommits(bareDir: string, branch: string, commits: CommitSpec[]): Promise<string> {
  const readTip = () => readFile(join(bareDir, 'refs', 'heads', branch), 'utf8').then((text) => text.trim());
  const parent = await readTip().catch(() => '');
  const chunks: Buffer[] = [];
  commits.forEach((commit, index) => writeCommit({ chunks, branch, commit, from: index === 0 ? parent : '' }));
  await git(['fast-import', '--quiet', '--force'], { cwd: bareDir, input: Buffer.concat(chunks) });
  return readTip();
}

function writeCommit(input: { chunks: Buffer[]; branch: string; commit: CommitSpec; from: string }): void {
  const { chunks, branch, commit, from } = input;
  const line = (text: string) => chunks.push(Buffer.from(`${text}\n`));
  const data = (content: string | Buffer) => {
    const bytes = Buffer.from(content);
    chunks.push(Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n'));
  };
  const who = `${author} ${Math.floor(Date.parse(commit.date) / 1000)} +0000`;
  line(`commit refs/heads/${branch}`);
  line(`author ${who}`);
  line(`committer ${who}`);
  data(commit.message);
  if (from !== '') line(`from ${from}`);
  for (const [name, content] of Object.entries(commit.files)) {
    if (content === null) {
      line(`D ${quote(name)}`);
    } else {
      line(`M 100644 inline ${quote(name)}`);
      data(content);
    }
  }
  for (const item of commit.submodules ?? []) line(`M 160000 ${item.commit} ${quote(item.path)}`);
  for (const tag of commit.tags ?? []) {
    line(`reset refs/tags/${tag}`);
    line(`from refs/heads/${branch}`);
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** The `.gitmodules` file for submodules given as path to address. */
export function gitmodules(items: Record<string, string>): FileMap {
  const text = Object.entries(items).map(([path, url]) => `[submodule "${path}"]\n\tpath = ${path}\n\turl = ${url}\n`);
  return { '.gitmodules': text.join('') };
}
