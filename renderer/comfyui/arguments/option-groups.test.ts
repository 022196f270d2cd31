import { expect, it } from 'vitest';
import type { ComfyOption } from '../../../src/contract/comfyui/start-options';
import { groupOptions, joinExclusive } from './option-groups';

const option = (flag: string, exclusiveWith: string[] = [], value: string | null = null): ComfyOption => ({
  ...{ flags: [flag], value, choices: [], help: '', exclusiveWith },
});
const flagsOf = (sets: readonly (readonly ComfyOption[])[]) => sets.map((set) => set.flatMap(({ flags }) => flags));

it('makes one choice of what excludes one another, unless one of them takes a value', () => {
  const vram = ['--lowvram', '--novram', '--cpu'];
  const memory = vram.map((flag) =>
    option(
      flag,
      vram.filter((other) => other !== flag),
    ),
  );
  const cache = [option('--cache-none', ['--cache-lru']), option('--cache-lru', ['--cache-none'], 'N')];
  expect(flagsOf(joinExclusive([option('--port', [], 'PORT'), ...memory, ...cache]))).toEqual([
    ...[['--port'], vram, ['--cache-none'], ['--cache-lru']],
  ]);
});

it('puts each argument where a person would look for it, what people come for first', () => {
  const names = ['--tls-keyfile', '--front-end-version', '--output-directory', '--fp16-vae', '--reserve-vram'];
  const more = ['--disable-all-custom-nodes', '--use-pytorch-cross-attention', '--listen', '--port'];
  const found = groupOptions([...names, ...more].map((flag) => option(flag)));
  expect(found.map(({ group, sets }) => [group, flagsOf(sets).flat()])).toEqual([
    ['memory', ['--reserve-vram']],
    ['precision', ['--fp16-vae', '--use-pytorch-cross-attention']],
    ['network', ['--tls-keyfile', '--listen', '--port']],
    ['nodes', ['--disable-all-custom-nodes']],
    ['folders', ['--output-directory']],
    ['other', ['--front-end-version']],
  ]);
});
