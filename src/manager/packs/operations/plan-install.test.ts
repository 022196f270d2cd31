import { describe, expect, it } from 'vitest';
import type { RegistryVersion } from '../../catalogue/catalogue';
import type { InstallTarget } from './install-target';
import type { PackCopy } from '../inventory/inventory';
import { planInstall } from './plan-install';

const commit = 'c0ffee'.padEnd(40, '0');

function copyOf(changes: Partial<PackCopy>): PackCopy {
  return {
    key: 'foo',
    name: 'foo',
    source: 'registry',
    enabled: true,
    version: '1.0.0',
    registryId: 'Foo',
    auxId: null,
    repository: 'https://github.com/a/foo',
    branch: null,
    dir: '/x/foo',
    originName: 'foo',
    isLink: false,
    changedAtMs: 0,
    remote: null,
    identity: '',
    ...changes,
  };
}

const clone = (changes: Partial<PackCopy> = {}) =>
  copyOf({ source: 'git', version: commit, branch: 'main', ...changes });

function registry(version: string): Extract<InstallTarget, { kind: 'registry' }> {
  const record: RegistryVersion = {
    id: 'foo',
    version,
    downloadUrl: '',
    status: 'active',
    dependencies: [],
    deprecated: false,
    changelog: '',
  };
  return { kind: 'registry', record, version, folder: 'foo' };
}

function git(ref: string | null, registryId: string | null = 'foo'): Extract<InstallTarget, { kind: 'git' }> {
  return { kind: 'git', url: 'https://github.com/A/Foo', ref, registryId, folder: 'foo' };
}

describe('planInstall', () => {
  it('installs afresh beside other packs', () => {
    const other = copyOf({ registryId: 'other', repository: null });
    expect(planInstall([other], registry('1.0.0'))).toEqual({ kind: 'fresh', displaced: null });
  });

  it('keeps what is active already', () => {
    expect(planInstall([copyOf({})], registry('1.0.0'))).toMatchObject({ kind: 'keep' });
    expect(planInstall([clone()], git(null))).toMatchObject({ kind: 'keep' });
    expect(planInstall([clone()], git('main'))).toMatchObject({ kind: 'keep' });
    expect(planInstall([clone()], git(commit.slice(0, 8)))).toMatchObject({ kind: 'keep' });
  });

  it('switches in place within one kind', () => {
    expect(planInstall([copyOf({})], registry('1.1.0'))).toMatchObject({ kind: 'switch' });
    expect(planInstall([clone()], git('dev'))).toMatchObject({ kind: 'switch' });
    expect(planInstall([clone({ branch: null })], git(null))).toMatchObject({ kind: 'switch' });
  });

  it('displaces the other kind', () => {
    expect(planInstall([clone()], registry('1.1.0'))).toMatchObject({ kind: 'fresh', displaced: { source: 'git' } });
    expect(planInstall([copyOf({})], git(null))).toMatchObject({ kind: 'fresh', displaced: { source: 'registry' } });
  });

  it('enables a disabled copy of the wanted version, displacing the active one', () => {
    const disabledCopy = copyOf({ enabled: false, version: '1.1.0', dir: '/x/.disabled/foo@1_1_0' });
    expect(planInstall([copyOf({}), disabledCopy], registry('1.1.0'))).toMatchObject({
      kind: 'enable',
      copy: disabledCopy,
      displaced: { version: '1.0.0' },
    });
    expect(planInstall([disabledCopy], registry('1.1.0'))).toMatchObject({ kind: 'enable', displaced: null });
    expect(planInstall([disabledCopy], registry('1.2.0'))).toEqual({ kind: 'fresh', displaced: null });
  });

  it('knows a clone by its repository when no registry does', () => {
    expect(planInstall([clone({ registryId: null })], git(null, null))).toMatchObject({ kind: 'keep' });
    expect(
      planInstall([clone({ registryId: null, repository: 'https://github.com/b/foo' })], git(null, null)),
    ).toMatchObject({ kind: 'fresh' });
  });
});
