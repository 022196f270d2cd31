import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectDir } from './project.mjs';
import { nightly, promises, specsOf } from './spec-sets.mjs';

const isThere = (name) => existsSync(join(projectDir, 'e2e', `${name}.spec.ts`));
const codes = (names) => names.map((name) => (isThere(name) ? `\`${name}\`` : name)).join(', ');

describe('the sets of specs', () => {
  it('name files that exist, and each promise has one of every day', () => {
    for (const { promise, everyday } of promises) {
      expect(everyday, promise).not.toEqual([]);
      expect(everyday.filter((name) => !isThere(name))).toEqual([]);
    }
    expect(nightly.filter(({ file }) => !isThere(file))).toEqual([]);
    const named = [...promises.flatMap(({ everyday }) => everyday), ...nightly.map(({ file }) => file)];
    expect(new Set(named).size).toBe(named.length);
  });

  it('are every spec once: every day, in the rest, or by night', () => {
    const [everyday, rest, night] = [specsOf('everyday', false), specsOf('rest', false), specsOf('all', true)];
    expect(everyday.length).toBe(promises.flatMap((promise) => promise.everyday).length);
    expect(specsOf('all', false)).toHaveLength(everyday.length + rest.length);
    expect(night).toHaveLength(everyday.length + rest.length + nightly.length);
    expect(new Set(night).size).toBe(night.length);
  });

  it('stand in the table of docs/rooms/e2e.md as they are', () => {
    const page = readFileSync(join(projectDir, 'docs', 'rooms', 'e2e.md'), 'utf8').replaceAll(/ {2,}/gu, ' ');
    for (const { promise, everyday, further } of promises)
      expect(page).toContain(`| ${promise} | ${codes(everyday)} | ${codes(further)} |`);
    for (const { file, because } of nightly) expect(page).toContain(`| \`${file}\` | ${because} |`);
  });
});
