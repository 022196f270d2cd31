import { describe, expect, it } from 'vitest';
import { readModelType, splitTypes, toggleType } from './model-type';

const folders = {
  checkpoints: ['/comfy/models/checkpoints', '/big/checkpoints'],
  loras: ['/comfy/models/loras'],
  vae: ['/comfy/models/vae'],
  vae_approx: ['/comfy/models/vae_approx'],
  diffusion_models: ['/comfy/models/unet', '/comfy/models/diffusion_models'],
};

describe('readModelType', () => {
  it('is that of the folder, whatever the list calls it', () => {
    expect(readModelType('checkpoint', '/comfy/models/checkpoints/SDXL', folders)).toBe('checkpoints');
    expect(readModelType('VAE', '/comfy/models/vae', folders)).toBe('vae');
    expect(readModelType('TAESD', '/comfy/models/vae_approx', folders)).toBe('vae_approx');
    expect(readModelType('unet', '/comfy/models/unet/x', folders)).toBe('diffusion_models');
  });

  it('reads paths of Windows', () => {
    const onWindows = { loras: ['D:\\ComfyUI\\models\\loras'] };
    expect(readModelType('lora', 'D:\\ComfyUI\\models\\loras\\mine', onWindows)).toBe('loras');
  });

  it('is the folder of that name where the model has no place, and else what the list says', () => {
    expect(readModelType('lora', null, folders)).toBe('loras');
    expect(readModelType('VAE', null, folders)).toBe('vae');
    expect(readModelType('insightface', '/comfy/custom_nodes/x', folders)).toBe('insightface');
  });
});

describe('the types of a filter', () => {
  it('are added and taken away one by one', () => {
    expect(splitTypes('')).toEqual([]);
    expect(toggleType('', 'loras')).toBe('loras');
    expect(toggleType('loras', 'vae')).toBe('loras,vae');
    expect(toggleType('loras,vae', 'loras')).toBe('vae');
  });
});
