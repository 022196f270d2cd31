import { describe, expect, it } from 'vitest';
import { findModelFolder, proposeFolder } from './model-folder';

describe('proposeFolder', () => {
  const folders = ['checkpoints', 'loras', 'vae', 'upscale_models', 'text_encoders', 'diffusion_models'];

  it('reads it from the name of the file', () => {
    const wanted = {
      'detail_lora_v2.safetensors': 'loras',
      '4x-UltraSharp.pth': 'upscale_models',
      't5xxl_fp8.safetensors': 'text_encoders',
      'ae.safetensors': 'vae',
      'flux1-dev-Q4.gguf': 'diffusion_models',
      'dream.safetensors': 'checkpoints',
    };
    for (const [name, folder] of Object.entries(wanted)) expect(proposeFolder(name, folders), name).toBe(folder);
  });

  it('proposes only what there is', () => {
    expect(proposeFolder('detail_lora.safetensors', ['vae'])).toBe('vae');
    expect(proposeFolder('x.pt', [])).toBe('');
  });

  it('takes the folder that the path names before what the name hints at', () => {
    expect(proposeFolder('split_files/vae/flux_ae.safetensors', folders)).toBe('vae');
    expect(findModelFolder('dream.safetensors', folders)).toBeNull();
  });
});
