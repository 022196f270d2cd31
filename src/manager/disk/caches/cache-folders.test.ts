import { expect, it } from 'vitest';
import { hubFoldersOf } from './cache-folders';

const of = (variables: Record<string, string>) => hubFoldersOf({ HOME: '/home/ada', ...variables }, 'linux');

it('finds the caches of Hugging Face and torch hub by the variables that their libraries read, the nearest first', () => {
  expect(of({})).toEqual({ huggingface: '/home/ada/.cache/huggingface/hub', torch: '/home/ada/.cache/torch/hub' });
  expect(of({ XDG_CACHE_HOME: '/c' })).toEqual({ huggingface: '/c/huggingface/hub', torch: '/c/torch/hub' });
  expect(of({ XDG_CACHE_HOME: '/c', HF_HOME: '~/hf', TORCH_HOME: '$HOME/t' })).toEqual({
    ...{ huggingface: '/home/ada/hf/hub', torch: '/home/ada/t/hub' },
  });
  expect(of({ HF_HOME: '/hf', HUGGINGFACE_HUB_CACHE: '/old' }).huggingface).toBe('/old');
  expect(of({ HUGGINGFACE_HUB_CACHE: '/old', HF_HUB_CACHE: '/${UNKNOWN}/new' }).huggingface).toBe('/${UNKNOWN}/new');
  expect(of({ HF_HOME: '' }).huggingface).toBe('/home/ada/.cache/huggingface/hub');
});
