import { expect, it } from 'vitest';
import { findUnlistedArguments, isHarmlessVariable } from './harmless-settings';

it.each([
  ['--cpu --preview-method auto --reserve-vram 1.5', []],
  ['--fast fp16_accumulation cublas_ops --verbose=DEBUG', []],
  ['--cpu --auto-launch', ['--auto-launch']],
  ['--listen 0.0.0.0 --port=1 --lowvram', ['--listen', '--port']],
  ['--preview-method "../up" --cuda-device=/dev/x', ['../up', '--cuda-device=/dev/x']],
  ['--lowv', ['--lowv']],
  ['-c x', ['-c']],
  ['/etc/passwd', ['/etc/passwd']],
])('of %s no file may set %s', (text, unlisted) => {
  expect(findUnlistedArguments(text)).toEqual(unlisted);
});

it.each([
  ['omp_num_threads', '8', true],
  ['PYTORCH_CUDA_ALLOC_CONF', 'garbage_collection_threshold:0.8,roundup_power2_divisions:[256:1,>:8]', false],
  ['PYTORCH_CUDA_ALLOC_CONF', 'expandable_segments:True,roundup_power2_divisions:[256:1,512:2]', true],
  ['CUDA_VISIBLE_DEVICES', 'GPU-8932f937-d72c-4106-c12f-20bd9faed9f6', true],
  ['HF_HUB_CACHE', '1', false],
  ['HF_TOKEN', 'hf_x', false],
  ['constructor', '1', false],
])('a file may set %s=%s: %s', (name, value, isHarmless) => {
  expect(isHarmlessVariable(name, value)).toBe(isHarmless);
});
