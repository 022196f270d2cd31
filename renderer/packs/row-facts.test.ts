import { describe, expect, it } from 'vitest';
import { recordOfLocal, toRecord } from '../state/packs/pack-record';
import { readOffer, readProblem, readStatus, readVersion } from './row-facts';
import { hasVersions, mergeVersions } from './version-choices';
import type { TableRow } from '../../src/contract/library/pack-table';
import type { LocalPack } from '../../src/contract/packs/local-packs';
import type { PackVersion } from '../../src/contract/packs/catalogue-packs';

const line: TableRow = {
  key: 'depth',
  registryId: 'depth',
  title: 'Depth',
  author: '',
  description: '',
  repository: null,
  files: [],
  latestVersion: '2.0.0',
  stars: null,
  updatedAt: null,
  nodeClasses: [],
};
const local: LocalPack = {
  key: 'depth',
  name: 'depth',
  source: 'registry',
  enabled: true,
  version: '1.0.0',
  registryId: 'depth',
  auxId: null,
  repository: null,
  branch: null,
};
const absent = toRecord(line);
const installed = recordOfLocal(local, { local, state: 'installed', update: null, isRegistry: true });
const failed = {
  phase: 'failed',
  uiId: 'x',
  kind: 'fix',
  error: { error: '', message: '', code: 'git-failed' },
} as const;

describe('a row', () => {
  it('shows a failure where nothing is on disk, and offers what its state allows', () => {
    expect(readStatus(absent, undefined)).toBe('none');
    expect(readStatus(installed, undefined)).toBe('none');
    expect(readStatus(absent, failed)).toBe('failed');
    // A task that failed has changed nothing.
    expect(readStatus(installed, failed)).toBe('none');
    expect([absent, installed, { ...installed, state: 'update' as const }].map(readOffer)).toEqual([
      'install',
      null,
      'update',
    ]);
  });

  it('stays quiet where the policy refused a task of a pack that is there', () => {
    const refused = { ...failed, error: { ...failed.error, code: 'policy-denied' } } as const;
    const standing = { state: 'loaded', reason: null, runningVersion: null } as const;
    expect(readStatus({ ...installed, local: { ...local, standing } }, refused)).toBe('none');
  });

  it.each([
    ['did-not-load', 'broken', 'broken'],
    ['waits-for-restart', 'restart', 'restart'],
    ['loaded', 'none', 'none'],
    ['not-run', 'none', 'none'],
    ['left-out', 'left-out', 'left-out'],
  ] as const)('of a pack that is %s shows %s, and %s where there is an update', (state, shown, withUpdate) => {
    const standing = { state, reason: null, runningVersion: null };
    const record = { ...installed, local: { ...local, standing } };
    expect(readStatus(record, undefined)).toBe(shown);
    expect(readStatus(record, failed)).toBe(shown);
    expect(readStatus({ ...record, state: 'update' }, undefined)).toBe(withUpdate);
  });

  it('tells that something it asks for is not there, before its update, and not of a pack that is off', () => {
    const around = { isLacking: true };
    expect(readStatus(installed, undefined, around)).toBe('lacking');
    expect(readStatus({ ...installed, state: 'update' }, undefined, around)).toBe('lacking');
    expect(readStatus(absent, undefined, around)).toBe('none');
    const off = { ...installed, state: 'disabled' as const, local: { ...local, enabled: false } };
    expect(readStatus(off, undefined, around)).toBe('disabled');
    const standing = { state: 'waits-for-restart', reason: null, runningVersion: null } as const;
    expect(readStatus({ ...installed, local: { ...local, standing } }, undefined, around)).toBe('restart');
  });

  it('tells that a disabled pack still is in ComfyUI, and leaves that one is held to its pin', () => {
    const disabled = { ...installed, state: 'disabled' as const };
    const waits = { state: 'waits-for-restart', reason: null, runningVersion: '1.0.0' } as const;
    expect(readStatus(disabled, undefined)).toBe('disabled');
    expect(readStatus({ ...disabled, local: { ...local, enabled: false, standing: waits } }, undefined)).toBe(
      'restart',
    );
    expect(
      readStatus(
        { ...installed, local: { ...local, hold: { reason: '', heldAt: '2026-01-01T00:00:00Z' } } },
        undefined,
      ),
    ).toBe('none');
  });

  it('says why only of what is a problem: a pack that did not load, and an install that failed', () => {
    const broken = {
      state: 'did-not-load',
      reason: 'It could not.',
      failure: 'No module.',
      runningVersion: null,
    } as const;
    expect(readProblem({ ...installed, local: { ...local, standing: broken } }, failed)).toBe('No module.');
    expect(readProblem(installed, failed)).toBeNull();
    expect(readProblem(absent, undefined)).toBeNull();
    expect(readProblem(absent, failed)).toEqual(failed.error);
  });

  it('writes what is installed and what could be', () => {
    expect(readVersion(absent)).toEqual({ installed: null, available: '2.0.0' });
    expect(readVersion({ ...absent, latestVersion: null })).toEqual({ installed: null, available: 'nightly' });
    expect(readVersion(installed)).toEqual({ installed: '1.0.0', available: null });
    const newer = { installed: '1.0.0', available: '2.0.0' };
    expect(readVersion({ ...installed, state: 'update', update: '2.0.0' })).toEqual(newer);
  });
});

describe('the version picker', () => {
  const version = (change: Partial<PackVersion>): PackVersion => ({
    version: '1.0.0',
    kind: 'registry',
    createdAt: null,
    status: 'active',
    changelog: '',
    deprecated: false,
    ...change,
  });

  it('flags what is installed and the newest that is sound', () => {
    const choices = mergeVersions(
      [
        version({ version: '3.0.0', status: 'flagged' }),
        version({ version: '2.1.0', deprecated: true }),
        version({ version: '2.0.0' }),
        version({}),
        version({ version: 'nightly', kind: 'nightly' }),
      ],
      installed,
    );
    expect(choices.filter(({ isNewest }) => isNewest).map((choice) => choice.version)).toEqual(['2.0.0']);
    expect(choices.filter(({ isInstalled }) => isInstalled).map((choice) => choice.version)).toEqual(['1.0.0']);
  });

  it('is offered where there is a registry entry or an address', () => {
    expect(hasVersions(absent)).toBe(true);
    expect(hasVersions({ ...absent, registryId: null })).toBe(false);
    expect(hasVersions({ ...absent, registryId: null, files: ['https://example.org/a/b'] })).toBe(true);
  });
});
