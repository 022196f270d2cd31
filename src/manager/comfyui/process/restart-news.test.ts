import { describe, expect, it } from 'vitest';
import { compareStandings, sortCopies, type Standing } from './compare-standings';
import type { PackOnDisk, PackRun } from './pack-states';
import { countChanges, reportOf, RestartNews, waitingFor } from './restart-news';

const copy = (name: string, version: string, more: Partial<PackOnDisk> = {}): PackOnDisk => ({
  ...{ name, version, enabled: true, identity: `${name} ${version}` },
  ...more,
});
const build = { version: '0.3.61', commit: 'a'.repeat(40) };
const standing = (copies: readonly PackOnDisk[], more: Partial<Standing> = {}): Standing => ({
  ...{ ...sortCopies(copies), packages: new Map([['tinydep', '1.0']]), build, variables: {} },
  ...more,
});
const run = (tried: readonly string[], failed: Readonly<Record<string, string>> = {}): PackRun => ({
  ...{ isLiving: true, isThrough: true, packs: new Map(), only: null },
  ...{ tried: new Set([...tried, ...Object.keys(failed)]), failures: new Map(Object.entries(failed)) },
});
const startedAt = '2026-11-27T10:00:00.000Z';

describe('what a start finds otherwise than the one before', () => {
  it('is nothing when nothing was changed, whatever was read anew', () => {
    expect(compareStandings(standing([copy('one', '1.0.0')]), standing([copy('one', '1.0.0')]))).toEqual([]);
  });

  it('tells packs that came, went, were changed, enabled and disabled', () => {
    const before = standing([
      ...[copy('changed', '1.0.0'), copy('gone', '1.0.0'), copy('off', '1.0.0'), copy('same', '1.0.0')],
      copy('on', '2.0.0', { enabled: false }),
    ]);
    const now = standing([
      ...[copy('changed', '1.1.0'), copy('fresh', '3.0.0'), copy('on', '2.0.0'), copy('same', '1.0.0')],
      copy('off', '1.0.0', { enabled: false }),
    ]);
    expect(compareStandings(before, now)).toEqual([
      { subject: 'pack', name: 'changed', action: 'switch', from: '1.0.0', to: '1.1.0' },
      { subject: 'pack', name: 'fresh', action: 'add', from: null, to: '3.0.0' },
      { subject: 'pack', name: 'gone', action: 'remove', from: '1.0.0', to: null },
      { subject: 'pack', name: 'off', action: 'disable', from: '1.0.0', to: null },
      { subject: 'pack', name: 'on', action: 'enable', from: null, to: '2.0.0' },
    ]);
  });

  it('tells other files of the same version, and no disabled copy beside an enabled one', () => {
    const before = standing([copy('one', '1.0.0')]);
    const now = standing([copy('one', '1.0.0', { identity: 'anew' }), copy('one', '0.9.0', { enabled: false })]);
    expect(compareStandings(before, now)).toEqual([
      { subject: 'pack', name: 'one', action: 'switch', from: '1.0.0', to: '1.0.0' },
    ]);
  });

  it('tells Python packages, and says nothing of them where they could not be read', () => {
    const packages = new Map([['fresh', '2.0']]);
    const [before, now] = [standing([]), standing([], { packages })];
    expect(compareStandings(before, now)).toEqual([
      { subject: 'python', name: 'fresh', action: 'add', from: null, to: '2.0' },
      { subject: 'python', name: 'tinydep', action: 'remove', from: '1.0', to: null },
    ]);
    expect(compareStandings(before, { ...now, packages: null })).toEqual([]);
  });

  it('tells ComfyUI by its version, and two commits of one version by commit', () => {
    const change = { subject: 'comfyui', name: 'ComfyUI', action: 'switch' };
    const newer = { version: '0.3.62', commit: 'b'.repeat(40) };
    const changed = compareStandings(standing([]), standing([], { variables: { HF_TOKEN: 'word' } }));
    expect(changed).toMatchObject([{ subject: 'variables', action: 'switch', from: null, to: null }]);
    expect(JSON.stringify(changed)).not.toContain('word');
    expect(compareStandings(standing([]), standing([], { build: newer }))).toEqual([
      { ...change, from: '0.3.61', to: '0.3.62' },
    ]);
    const other = { ...build, commit: 'c'.repeat(40) };
    expect(compareStandings(standing([]), standing([], { build: other }))).toEqual([
      { ...change, from: build.commit, to: other.commit },
    ]);
  });
});

describe('what waits for a restart', () => {
  it('is not the end of a pack that was never loaded', () => {
    const before = standing([copy('broken', '1.0.0'), copy('loaded', '1.0.0')]);
    const changes = compareStandings(before, standing([]));
    const waiting = waitingFor(run(['loaded'], { broken: 'ImportError: no' }), changes);
    expect(waiting.map(({ name }) => name)).toEqual(['loaded']);
  });
});

describe('how many changes wait', () => {
  const [pack, python] = [
    { subject: 'pack', name: 'one', action: 'add', from: null, to: '1.0.0' },
    { subject: 'python', name: 'tinydep', action: 'add', from: null, to: '2.0' },
  ] as const;

  it('counts packages as what they came with, and as one where nothing else waits', () => {
    expect([[], [pack], [pack, python], [python], [python, python]].map(countChanges)).toEqual([0, 1, 1, 1, 1]);
  });
});

describe('what a restart brought', () => {
  const before = standing([copy('off', '1.0.0'), copy('updated', '1.0.0'), copy('same', '1.0.0')]);
  const now = standing(
    [copy('broken', '1.0.0'), copy('same', '1.0.0'), copy('updated', '1.1.0'), copy('unheard', '1.0.0')],
    { packages: null },
  );

  it('is told pack by pack, by what ComfyUI says of each', () => {
    const runFacts = run(['updated', 'same'], { broken: "ModuleNotFoundError: No module named 'x'" });
    expect(reportOf(before, now, { ...runFacts, startedAt })).toEqual({
      startedAt,
      outcomes: [
        expect.objectContaining({
          name: 'broken',
          outcome: 'failed',
          reason: "ModuleNotFoundError: No module named 'x'",
        }),
        expect.objectContaining({ name: 'off', outcome: 'out', reason: null }),
        expect.objectContaining({ name: 'unheard', outcome: 'untold' }),
        expect.objectContaining({ name: 'updated', outcome: 'loaded' }),
      ],
    });
  });

  it('is nothing when nothing was different, or nothing is known of before', () => {
    expect(reportOf(before, before, { ...run([]), startedAt })).toBeNull();
    const news = new RestartNews();
    news.noteServed(before, { ...run([]), startedAt });
    expect(news.view(true).report).toBeNull();
  });

  it('stays until somebody puts it away, or until the next start', () => {
    const news = new RestartNews();
    news.noteServed(before, { ...run([]), startedAt });
    news.begin();
    news.noteServed(now, { ...run([]), startedAt });
    expect(news.view(true).report?.outcomes).toHaveLength(4);
    expect([news.putAway(), news.putAway()]).toEqual([true, false]);
    expect(news.view(true).report).toBeNull();
    news.noteServed(before, { ...run([]), startedAt });
    news.begin();
    expect(news.view(true).report).toBeNull();
  });

  it('compares with the last start that served, over one that did not', () => {
    const news = new RestartNews();
    news.noteServed(before, { ...run([]), startedAt });
    news.begin();
    // This one never serves.
    news.begin();
    news.noteServed(now, { ...run([]), startedAt });
    expect(news.view(true).report?.outcomes).toHaveLength(4);
  });

  it('says what waits only while ComfyUI serves, and tells a thing once', () => {
    const news = new RestartNews();
    const waiting = compareStandings(before, now);
    expect([news.noteWaiting(waiting), news.noteWaiting([...waiting])]).toEqual([true, false]);
    expect(news.view(true).waiting).toEqual(waiting);
    expect(news.view(false).waiting).toEqual([]);
    news.begin();
    expect(news.view(true).waiting).toEqual([]);
  });
});
