import { describe, expect, it } from 'vitest';
import { readRecorded } from './recorded';
import { composeSnapshot } from './state';
import { clone, commit, copyOf, other, plan, read, registryCopy, stateOf } from './testing/recorded-state';
import { saying } from '../../base/testing/saying';

const reference = {
  comfyui: `${commit}\n`,
  git_custom_nodes: {
    'https://github.com/owner/Detached.git': { hash: `${commit}\n`, disabled: false },
    'git@github.com:Owner/Unknown': { hash: 'unknown', disabled: true },
  },
  cnr_custom_nodes: { 'Some-Pack': '1.2' },
  file_custom_nodes: [{ filename: 'one.py', disabled: false }],
  pips: null,
};

describe('a document of the reference', () => {
  it('is read with its line ends, unknown hashes, missing Python and other letter case', () => {
    const state = stateOf([
      registryCopy('some-pack', '1.2.0'),
      registryCopy('asleep', '3.0.0', { enabled: false }),
      clone('Detached', commit),
      clone('Unknown', other, { enabled: false }),
      copyOf('file', { name: 'one.py' }),
    ]);
    expect(plan(reference, state)).toEqual([]);
  });

  it('says nothing of plain folders, of second clones and of what it leaves out', () => {
    const state = stateOf([
      registryCopy('some-pack', '1.2.0'),
      clone('Detached', commit),
      clone('Detached', other, { name: 'second', originName: 'second' }),
      clone('Unknown', other, { enabled: false }),
      copyOf('folder', { name: 'mine' }),
      copyOf('file', { name: 'one.py' }),
      copyOf('file', { name: 'two.py' }),
    ]);
    const { file_custom_nodes: _files, ...withoutFiles } = reference;
    expect(plan(withoutFiles, state)).toMatchObject([
      { name: 'second', action: 'leave', note: saying('does not tell clones') },
      { name: 'mine', action: 'leave', note: saying('plain folder') },
    ]);
    expect(plan(reference, state).map(({ name, action }) => [name, action])).toContainEqual(['two.py', 'disable']);
    const { git_custom_nodes: _clones, ...withoutClones } = reference;
    expect(plan(withoutClones, state).map(({ name }) => name)).not.toContain('Detached');
  });

  it('disables what it does not name, and never ComfyUI-Manager', () => {
    const state = stateOf([
      registryCopy('some-pack', '1.2.0'),
      registryCopy('newer', '1.0.0'),
      clone('Detached', commit),
      clone('ComfyUI-Manager', other),
      clone('Unknown', other),
      copyOf('file', { name: 'one.py', enabled: false }),
    ]);
    expect(plan(reference, state)).toMatchObject([
      { name: 'Unknown', action: 'disable', to: `${other} (disabled)` },
      { name: 'newer', action: 'disable', note: saying('It is not in the snapshot.') },
      { name: 'one.py', subject: 'file', action: 'enable' },
      { name: 'ComfyUI-Manager', action: 'leave', note: saying('never changed') },
    ]);
  });

  it('of the time before the registry leaves registry packs alone, except another form of a recorded clone', () => {
    const { cnr_custom_nodes: _packs, file_custom_nodes: _files, ...old } = reference;
    const state = stateOf([
      registryCopy('some-pack', '1.2.0', { repository: 'https://github.com/else/where' }),
      registryCopy('detached', '1.0.0', { repository: 'https://github.com/owner/detached' }),
      clone('Unknown', other, { enabled: false }),
    ]);
    expect(plan(old, state).map(({ name, action }) => [name, action])).toEqual([
      ['detached', 'disable'],
      ['Detached', 'install'],
    ]);
  });

  it.each([[null], [[]], ['text'], [{}], [{ nodes: {} }]])('is told from other JSON: %j', (json) => {
    expect(readRecorded(json)).toBeNull();
  });

  it('is usable as far as it can be read', () => {
    const odd = {
      git_custom_nodes: { 'https://github.com/o/r': 'text', 'https://github.com/o/q': { hash: 5, disabled: 'no' } },
      cnr_custom_nodes: { pack: 3 },
      file_custom_nodes: ['x', { filename: '../out.py', disabled: false }, { filename: 'in.py' }],
      pips: {},
      desktop: { folders: [{ folder: '..', disabled: false }, { folder: 'a/b', disabled: false }, 7], clones: 'none' },
    };
    expect(read(odd)).toMatchObject({
      clones: [
        { commit: null, isEnabled: true },
        { commit: null, isEnabled: true },
      ],
      registry: [{ id: 'pack', version: '' }],
      files: [{ name: 'in.py', isDisabled: false }],
      folders: [],
      pips: null,
    });
  });
});

describe('our document', () => {
  const copies = [
    registryCopy('Some-Pack', '1.2.0', { name: 'my folder', originName: 'my folder' }),
    registryCopy('some-pack', '1.1.0', { name: 'Some-Pack@1_1_0', originName: 'Some-Pack', enabled: false }),
    registryCopy('some-pack', '1.0.0', { name: 'Some-Pack@1_0_0', originName: 'Some-Pack', enabled: false }),
    clone('Shapes', commit),
    clone('Shapes', other, { name: 'second', originName: 'second' }),
    clone('Headless', ''),
    copyOf('folder', { name: 'plain' }),
    copyOf('folder', { name: 'off', enabled: false }),
    copyOf('file', { name: 'one.py' }),
    copyOf('file', { name: 'two.py.disabled', originName: 'two.py', enabled: false }),
  ];
  const packages = {
    numpy: { version: '1.26.4', address: null },
    mine: { version: '0.1', address: `git+https://github.com/o/mine@${commit}` },
    pip: { version: '25.0', address: null },
  };

  it('has the five keys as the reference reads them', () => {
    const { comfyui, git_custom_nodes, cnr_custom_nodes, file_custom_nodes, pips } = composeSnapshot(
      stateOf(copies, packages),
    );
    expect({ comfyui, git_custom_nodes, cnr_custom_nodes, file_custom_nodes, pips }).toEqual({
      comfyui: commit,
      git_custom_nodes: {
        'https://github.com/Owner/Shapes': { hash: other, disabled: false },
        'https://github.com/Owner/Headless': { hash: 'unknown', disabled: false },
      },
      cnr_custom_nodes: { 'Some-Pack': '1.2.0' },
      file_custom_nodes: [
        { filename: 'one.py', disabled: false },
        { filename: 'two.py', disabled: true },
      ],
      pips: { 'numpy==1.26.4': '', mine: `git+https://github.com/o/mine@${commit}` },
    });
    const empty = composeSnapshot(stateOf([], null));
    expect(empty).toMatchObject({ git_custom_nodes: {}, cnr_custom_nodes: {}, file_custom_nodes: [], pips: null });
  });

  it('records what those cannot say, and differs in nothing from what it was taken of', () => {
    const state = stateOf(copies, packages);
    const document = composeSnapshot(state);
    expect(document.disabled_cnr_custom_nodes).toEqual({ 'some-pack': '1.1.0' });
    expect(plan(document, state, new Set())).toEqual([]);
  });

  it('is believed before its own details when somebody edits it', () => {
    const document = composeSnapshot(stateOf(copies, packages));
    const edited = {
      ...document,
      git_custom_nodes: { 'https://github.com/Owner/Shapes': { hash: 'c'.repeat(40), disabled: false } },
      cnr_custom_nodes: { 'Some-Pack': '1.3.0' },
      disabled_cnr_custom_nodes: {},
    };
    expect(read(edited)).toMatchObject({
      clones: [{ commit: 'c'.repeat(40), folder: null }],
      registry: [{ version: '1.3.0', isEnabled: true }],
    });
  });

  it('tells versions, clones and folders apart by what was recorded', () => {
    const document = composeSnapshot(stateOf(copies, packages));
    const now = [
      registryCopy('some-pack', '1.1.0', { name: 'my folder', originName: 'my folder' }),
      registryCopy('some-pack', '1.0.0', { name: 'Some-Pack@1_0_0', originName: 'Some-Pack', enabled: false }),
      clone('Shapes', other),
      clone('Headless', commit),
      copyOf('folder', { name: 'off' }),
      copyOf('file', { name: 'one.py' }),
    ];
    const found = plan(document, stateOf(now, packages)).map(({ name, action, to }) => [name, action, to]);
    expect(found).toEqual([
      ['some-pack', 'disable', '1.1.0 (disabled)'],
      ['off', 'disable', 'folder (disabled)'],
      ['Shapes', 'checkout', commit],
      ['Some-Pack', 'install', '1.2.0'],
      ['second', 'install', other],
      ['plain', 'install', 'pack'],
      ['two.py', 'install', 'file (disabled)'],
    ]);
  });
});

describe('Python packages', () => {
  const base = { git_custom_nodes: {}, cnr_custom_nodes: {}, comfyui: null };
  const installed = {
    numpy: { version: '2.0.0', address: null },
    torch: { version: '2.7.1+cu126', address: null },
    'nvidia-cublas-cu12': { version: '12.6', address: null },
    extra: { version: '1.0', address: null },
    sympy: { version: '1.13', address: null },
    setuptools: { version: '70', address: null },
    mine: { version: '0.1', address: 'git+https://example.com/mine@1' },
  };
  const changes = (pips: Record<string, string>, needed: ReadonlySet<string> | null = null) =>
    plan({ ...base, pips }, stateOf([], installed), needed).map(({ name, action, from, to }) => [
      name,
      action,
      from,
      to,
    ]);

  it('are brought to the recorded version; the torch family is left', () => {
    const pips = {
      'NumPy==1.26.4': '',
      'torch==2.6.0': '',
      'absent_one==3.1': '',
      'setuptools==70.0.0': '',
      mine: 'git+https://example.com/mine@2',
      'pip==1.0': '',
      '-e git+https://example.com/e.git@1#egg=extra': '',
      '# Editable install with no version control (gone==1.0)': '',
    };
    expect(changes(pips)).toEqual([
      ['numpy', 'switch', '2.0.0', '1.26.4'],
      ['torch', 'leave', '2.7.1+cu126', '2.6.0'],
      ['absent-one', 'install', null, '3.1'],
      ['mine', 'switch', 'git+https://example.com/mine@1', 'git+https://example.com/mine@2'],
      ['gone', 'leave', null, '# Editable install with no version control (gone==1.0)'],
    ]);
  });

  it('that are not named stay, or go when that is asked for and nothing needs them', () => {
    const pips = { 'numpy==2.0.0': '', mine: 'git+https://example.com/mine@1' };
    expect(changes(pips)).toEqual([]);
    expect(changes(pips, new Set(['sympy']))).toEqual([
      ['torch', 'leave', '2.7.1+cu126', null],
      ['nvidia-cublas-cu12', 'leave', '12.6', null],
      ['extra', 'remove', '1.0', null],
      ['sympy', 'leave', '1.13', null],
    ]);
  });
});
