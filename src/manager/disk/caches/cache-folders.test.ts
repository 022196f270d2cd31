import { expect, it } from 'vitest';
import { hubFoldersOf } from './cache-folders';

const of = (variables: Record<string, string>) => hubFoldersOf({ HOME: '/home/ada', ...variables }, 'linux');

it('finds the caches of Hugging Face and torch hub by the variables that their libraries read, the nearest first', () => {
  const cache = '/home/ada/.cache';
  expect(of({})).toEqual({
    ...{ huggingface: `${cache}/huggingface/hub`, xet: `${cache}/huggingface/xet`, torch: `${cache}/torch/hub` },
  });
  expect(of({ XDG_CACHE_HOME: '/c' })).toEqual({
    ...{ huggingface: '/c/huggingface/hub', xet: '/c/huggingface/xet', torch: '/c/torch/hub' },
  });
  expect(of({ XDG_CACHE_HOME: '/c', HF_HOME: '~/hf', TORCH_HOME: '$HOME/t' })).toEqual({
    ...{ huggingface: '/home/ada/hf/hub', xet: '/home/ada/hf/xet', torch: '/home/ada/t/hub' },
  });
  expect(of({ HF_HOME: '/hf', HUGGINGFACE_HUB_CACHE: '/old' }).huggingface).toBe('/old');
  expect(of({ HUGGINGFACE_HUB_CACHE: '/old', HF_HUB_CACHE: '/${UNKNOWN}/new' }).huggingface).toBe('/${UNKNOWN}/new');
  expect(of({ HF_HOME: '/hf', HF_XET_CACHE: '~/parts' }).xet).toBe('/home/ada/parts');
  expect(of({ HF_HOME: '' }).huggingface).toBe('/home/ada/.cache/huggingface/hub');
});
