// How many lines of production each room of the house has, and how many more than at the last release.
import { spawnSync } from 'node:child_process';
import { isProduct } from './budgets.mjs';
import { projectDir } from './project.mjs';

const columns = 3;
const AREAS = ['src', 'main', 'preload', 'renderer'];

/** A room is a folder of an area; the core is so large that its own folders are. @param {string} file */
function roomOf(file) {
  const parts = file.split('/').slice(0, -1);
  return parts.slice(0, parts[1] === 'manager' ? 3 : 2).join('/');
}

/** Lines by room. @param {string} counted what `git grep -c ''` prints: a path and a number in each line @returns {Map<string, number>} */
export function sumRooms(counted) {
  const rooms = new Map();
  for (const line of counted.split('\n')) {
    const [, file, lines] = /^(?:[^:]+:)?([^:]+):(\d+)$/.exec(line) ?? [];
    if (file === undefined || !isProduct(file)) continue;
    const room = roomOf(file);
    rooms.set(room, (rooms.get(room) ?? 0) + Number(lines));
  }
  return rooms;
}

const total = (rooms) => [...rooms.values()].reduce((sum, lines) => sum + lines, 0);

/**
 * The lines that a person reads: all rooms, and against a release only those that are not as they were.
 * @param {Map<string, number>} now @param {{release: string, rooms: Map<string, number>} | null} before
 */
export function formatRooms(now, before) {
  const names = [...new Set([...now.keys(), ...(before?.rooms.keys() ?? [])])].sort();
  const changeOf = (name) => (now.get(name) ?? 0) - (before?.rooms.get(name) ?? 0);
  const shown = before === null ? names : names.filter((name) => changeOf(name) !== 0);
  const signed = (lines) => (lines > 0 ? `+${lines}` : String(lines));
  const describe = (name) => `${name} ${now.get(name) ?? 0}${before === null ? '' : ` (${signed(changeOf(name))})`}`;
  const head =
    before === null ? 'no release yet' : `${signed(total(now) - total(before.rooms))} since ${before.release}`;
  const cells = shown.map(describe);
  const width = Math.max(...cells.map(({ length }) => length), 0);
  const rows = Array.from({ length: Math.ceil(cells.length / columns) }, (_none, at) =>
    cells.slice(at * columns, (at + 1) * columns),
  );
  const lines = rows.map((row) => `  ${row.map((cell) => cell.padEnd(width)).join('  ')}`.trimEnd());
  return [`lines of production: ${total(now)}, ${head}`, ...lines];
}

function git(...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: projectDir, encoding: 'utf8', maxBuffer: 64 << 20 });
  return status === 0 ? stdout : null;
}

/** The same of this checkout. A clone without its tags knows no release. */
export function describeRooms() {
  const now = sumRooms(git('grep', '-I', '--untracked', '-c', '', '--', ...AREAS) ?? '');
  const release = git('describe', '--tags', '--abbrev=0', '--match', 'v*')?.trim() ?? null;
  const counted = release === null ? null : git('grep', '-I', '-c', '', release, '--', ...AREAS);
  return formatRooms(now, counted === null ? null : { release, rooms: sumRooms(counted) });
}
