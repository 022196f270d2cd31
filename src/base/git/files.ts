import { readdirSync, statSync, type Dirent } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { readTextNow } from '../files/read-whole';
import { lendGitLogins } from './logins';
import { readTabledRefs, tablesList } from './reftable';

/** What the files of a repository say; git is started only where it keeps its refs in tables. */
export interface GitFolder {
  /** Where HEAD and the index live. */
  gitDir: string;
  /** Where config and refs live; differs from `gitDir` for linked work trees. */
  commonDir: string;
  /** Whether `.git` is a file that points elsewhere: a linked work tree or a submodule. */
  isLinked: boolean;
}

/** Where HEAD stands. */
export interface GitHead {
  /** 40 (or 64) hex digits; null when nothing can be read, e.g. an unborn branch. */
  commit: string | null;
  /** Null when detached. */
  branch: string | null;
}

/** The remote an update would use. */
export interface GitUpstream {
  remote: string;
  /** Without the login it may carry on disk, which git is given where it is asked by this address. */
  url: string;
  /** Branch on the remote; null when HEAD is detached. */
  branch: string | null;
}

const hashForm = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i;

/** Finds the repository of a folder: its `.git` folder, or where its `.git` file (work tree, submodule) points. Null when it is none. */
export function findGitFolder(folder: string): GitFolder | null {
  const marker = join(folder, '.git');
  const stats = statSync(marker, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  if (stats.isDirectory()) return { gitDir: marker, commonDir: marker, isLinked: false };
  const target = /^gitdir:\s*(.+?)\s*$/m.exec(readTextNow(marker) ?? '')?.[1];
  if (target === undefined) return null;
  const gitDir = isAbsolute(target) ? target : resolve(folder, target);
  const common = readTextNow(join(gitDir, 'commondir'))?.trim();
  return { gitDir, commonDir: common === undefined ? gitDir : resolve(gitDir, common), isLinked: true };
}

function readPackedRef(commonDir: string, ref: string): string | null {
  const packed = readTextNow(join(commonDir, 'packed-refs'));
  if (packed === null) return null;
  for (const line of packed.split('\n')) {
    const [hash, name] = line.trim().split(' ');
    if (name === ref && hash !== undefined && hashForm.test(hash)) return hash;
  }
  return null;
}

const maxSymbolicRefs = 5;
const branchPrefix = 'refs/heads/';
const tagPrefix = 'refs/tags/';
/** What the file HEAD says where the real one is in a table, so that older programs find no branch. */
const tabledHead = `ref: ${branchPrefix}.invalid`;

/** The text of a loose ref; empty without one, and where the file only stands for a table. */
function readLooseRef(git: GitFolder, name: string): string {
  const text = (readTextNow(join(git.gitDir, name)) ?? readTextNow(join(git.commonDir, name)) ?? '').trim();
  return text === tabledHead ? '' : text;
}

/** The hash a ref has, loose, packed or in a table; for an annotated tag that of the tag itself. Null when there is no such ref. */
export function readRef(git: GitFolder, ref: string): string | null {
  let name = ref;
  for (let depth = 0; depth < maxSymbolicRefs; depth += 1) {
    const loose = readLooseRef(git, name);
    if (loose === '') return readPackedRef(git.commonDir, name) ?? readTabledRefs(git).get(name)?.hash ?? null;
    if (hashForm.test(loose)) return loose;
    const next = /^ref:\s*(\S+)/.exec(loose)?.[1];
    if (next === undefined || next.includes('..')) return null;
    name = next;
  }
  return null;
}

function readTabledHead(git: GitFolder): GitHead {
  const head = readTabledRefs(git).get('HEAD');
  return { commit: head?.hash ?? null, branch: branchOf(head?.target ?? '') };
}

/** Reads HEAD: loose refs, packed refs, refs in tables, detached heads; every hash trimmed (beats W39). Starts a process only where refs are in tables. */
export function readGitHead(git: GitFolder): GitHead {
  const head = readTextNow(join(git.gitDir, 'HEAD'))?.trim() ?? '';
  if (head === tabledHead) return readTabledHead(git);
  if (hashForm.test(head)) return { commit: head, branch: null };
  const ref = /^ref:\s*(\S+)/.exec(head)?.[1];
  if (ref === undefined || ref.includes('..')) return { commit: null, branch: null };
  return { commit: readRef(git, ref), branch: branchOf(ref) };
}

function branchOf(ref: string): string | null {
  return ref.startsWith(branchPrefix) ? ref.slice(branchPrefix.length) : null;
}

/** `[remote "origin"]` as `remote.origin`; null for other lines. */
function readSectionName(line: string): string | null {
  const header = /^\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/.exec(line);
  if (header === null) return null;
  const name = (header[1] ?? '').toLowerCase();
  return header[2] === undefined ? name : `${name}.${header[2].replace(/\\(.)/g, '$1')}`;
}

/** Reads a repository's own config as `section.subsection.key` -> value; the first value of a key wins, includes are not followed. */
function readGitConfig(git: GitFolder): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let section = '';
  for (const raw of (readTextNow(join(git.commonDir, 'config')) ?? '').split(/\r?\n/)) {
    const line = raw.trim();
    section = readSectionName(line) ?? section;
    const [, name, value = ''] = /^([a-z][\w-]*)\s*=\s*(.*)$/i.exec(line) ?? [];
    const key = `${section}.${name?.toLowerCase() ?? ''}`;
    if (name !== undefined && !values.has(key)) values.set(key, value.trim().replace(/^"(.*)"$/, '$1'));
  }
  return values;
}

const lineEnds = { 'core.autocrlf': /^(?:true|false|input)$/iu, 'core.eol': /^(?:lf|crlf|native)$/iu };

/** How the lines of its files end, where a repository settles it by itself: as `core.eol=lf`. Nothing else that its config says comes with it. */
export function readLineEnds(git: GitFolder): string[] {
  const config = readGitConfig(git);
  return Object.entries(lineEnds).flatMap(([key, form]) => {
    const value = config.get(key);
    return value !== undefined && form.test(value) ? [`${key}=${value}`] : [];
  });
}

/**
 * The remote of a repository: the one its branch tracks, else `origin`, `upstream`, or the first with an address (beats W58).
 * Null when there is no remote.
 */
export function readGitUpstream(git: GitFolder, head: GitHead): GitUpstream | null {
  const config = readGitConfig(git);
  const remotes = [...config.keys()]
    .map((key) => /^remote\.(.+)\.url$/.exec(key)?.[1])
    .filter((name) => name !== undefined);
  const tracked = head.branch === null ? undefined : config.get(`branch.${head.branch}.remote`);
  const remote = [tracked, 'origin', 'upstream', remotes[0]].find(
    (name) => name !== undefined && remotes.includes(name),
  );
  const url = remote === undefined ? undefined : config.get(`remote.${remote}.url`);
  if (remote === undefined || url === undefined) return null;
  const merge = config.get(`branch.${head.branch ?? ''}.merge`)?.replace(/^refs\/heads\//, '');
  return { remote, url: lendGitLogins(url), branch: head.branch === null ? null : (merge ?? head.branch) };
}

/** The default branch of a remote as its clone recorded it, else `main` or `master` when the remote has one; null when nobody can tell. */
export function readDefaultBranch(git: GitFolder, remote: string): string | null {
  const prefix = `refs/remotes/${remote}/`;
  const loose = /^ref:\s*(\S+)/.exec(readTextNow(join(git.commonDir, prefix, 'HEAD')) ?? '')?.[1];
  const recorded = loose ?? readTabledRefs(git).get(`${prefix}HEAD`)?.target;
  if (recorded?.startsWith(prefix)) return recorded.slice(prefix.length);
  return ['main', 'master'].find((name) => readRef(git, `${prefix}${name}`) !== null) ?? null;
}

function readEntries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function listLooseNames(folder: string, prefix = ''): string[] {
  return readEntries(folder).flatMap((entry) =>
    entry.isDirectory() ? listLooseNames(join(folder, entry.name), `${prefix}${entry.name}/`) : [prefix + entry.name],
  );
}

/** Names of all tags, loose, packed and in tables, in no order. */
export function listTagNames(git: GitFolder): string[] {
  const packed = [...(readTextNow(join(git.commonDir, 'packed-refs')) ?? '').matchAll(/ refs\/tags\/(.+)$/gm)];
  const loose = listLooseNames(join(git.commonDir, 'refs', 'tags')).filter((name) => !name.endsWith('.lock'));
  const tabled = [...readTabledRefs(git).keys()].filter((name) => name.startsWith(tagPrefix));
  const names = [...packed.map(([, name = '']) => name.trimEnd()), ...loose];
  return [...new Set([...names, ...tabled.map((name) => name.slice(tagPrefix.length))])];
}

function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? '-' : `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
}

/**
 * A text that differs once tags or packed refs were changed by anybody: git replaces its files by rename, which touches the folder they
 * lie in.
 */
export function readTagsStamp(git: GitFolder): string {
  const places = ['packed-refs', 'refs/tags', tablesList];
  return places.map((name) => stampOf(join(git.commonDir, name))).join('|');
}

/** When anybody last fetched into this repository, in ms since 1970; null when nobody did since it was cloned. */
export function readLastFetch(git: GitFolder): number | null {
  return statSync(join(git.gitDir, 'FETCH_HEAD'), { throwIfNoEntry: false })?.mtimeMs ?? null;
}

/** When that last went well, as far as files tell: git empties the file at the beginning of each fetch. Null when the last one failed. */
export function readLastGoodFetch(git: GitFolder): number | null {
  const stats = statSync(join(git.gitDir, 'FETCH_HEAD'), { throwIfNoEntry: false });
  return stats === undefined || stats.size === 0 ? null : stats.mtimeMs;
}

/** A commit as messages show it. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 8);
}
