import { describe, expect, it } from 'vitest';
import { beginSlice } from '../../../base/async/time-slice';
import { readChannelList, readNodeMap } from '../sources/channel-data';
import { cacheFileName } from '../sources/cached-copies';
import { mergeCatalogue, type MergeInput } from './merge';
import { createPackIndex } from './pack-index';
import { plainText } from './plain-text';
import { readRegistryRecord } from '../sources/registry-data';

const entry = (files: string[], rest: Record<string, unknown> = {}) => ({
  title: 't',
  author: 'a',
  reference: files[0],
  files,
  install_type: 'git-clone',
  description: '',
  ...rest,
});

function merge(entries: unknown[], registry: unknown[] = [], nodeMap: unknown = {}) {
  const input: MergeInput = {
    entries: readChannelList({ custom_nodes: entries }),
    nodeMap: readNodeMap(nodeMap),
    stats: new Map(),
    registry: registry.map(readRegistryRecord).filter((record) => record !== null),
    isDefaultChannel: true,
  };
  return mergeCatalogue(input, beginSlice());
}

describe('mergeCatalogue', () => {
  it('keeps two entries of one repository under two keys', async () => {
    const url = 'https://github.com/a/b';
    const twice = await merge([entry([url]), entry([url]), entry([url])], [{ id: 'B', repository: `${url}.git` }]);
    expect(twice.map(({ pack }) => pack.key)).toEqual(['B', url, `${url}#2`]);
  });

  it('gives an entry of several files the node classes of all of them', async () => {
    const files = ['https://raw.example/a.py', 'https://raw.example/b.py'];
    const [merged] = await merge([entry(files, { install_type: 'copy' })], [], {
      [files[0] ?? '']: [['A'], {}],
      [files[1] ?? '']: [['B', 'A'], {}],
    });
    expect(merged?.pack).toMatchObject({
      key: files[0],
      repository: null,
      installType: 'copy',
      nodeClasses: ['A', 'B'],
    });
  });

  it('leaves ComfyUI and removed registry packs out, tolerates gaps', async () => {
    const merged = await merge(
      [
        entry(['https://github.com/comfyanonymous/ComfyUI']),
        null,
        3,
        {},
        { files: [] },
        { reference: 'https://github.com/x/y' },
      ],
      [
        { id: 'gone', status: 'NodeStatusBanned' },
        { id: 'core', repository: 'https://github.com/Comfy-Org/ComfyUI' },
        { id: 'bare', publisher: null },
        { name: 'no id' },
      ],
    );
    expect(merged.map(({ pack }) => pack.key)).toEqual(['https://github.com/x/y', 'bare']);
  });

  it('believes the most downloaded of several registry packs that claim one repository', async () => {
    const repository = 'https://github.com/a/b';
    const merged = await merge(
      [entry([repository])],
      [
        { id: 'one', repository, downloads: 5 },
        { id: 'two', repository, downloads: 90 },
      ],
    );
    expect(merged.map(({ pack }) => pack.key)).toEqual(['two', 'one']);
    expect((await createPackIndex(merged, beginSlice())).find(repository)?.key).toBe('two');
  });
});

describe('plainText', () => {
  it.each([
    ['See [a/RVM](https://x.org/y) now', 'See RVM now'],
    ['Good.[w/NOTE: the [a/original](https://x) is gone]', 'Good. NOTE: the original is gone'],
    ['[a/one](u) | [a/two](v)', 'one | two'],
    ['use **Install Models** and %%white%%', 'use Install Models and white'],
    ['formats like <lora:a:1.0> and [1] stay', 'formats like <lora:a:1.0> and [1] stay'],
    ['two\nlines [i/info]', 'two\nlines info'],
    ['[https://x.org/a](https://x.org/a)', 'https://x.org/a'],
    ['100% sure, 50%', '100% sure, 50%'],
  ])('%j', (text, plain) => {
    expect(plainText(text)).toBe(plain);
  });
});

describe('cacheFileName', () => {
  it('is the name the reference computes', () => {
    expect(cacheFileName('https://api.comfy.org/nodes', 'nodes.json')).toBe('881334633_nodes.json');
    const base = 'https://raw.githubusercontent.com/Comfy-Org/ComfyUI-Manager/main';
    expect(cacheFileName(`${base}/custom-node-list.json`, 'custom-node-list.json')).toBe(
      '3351870820_custom-node-list.json',
    );
    expect(cacheFileName(`${base}/github-stats.json`, 'github-stats.json')).toBe('3966473180_github-stats.json');
  });
});
