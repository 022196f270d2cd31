import { describe, expect, it } from 'vitest';
import { readModelLink, savePathOf } from './model-link';

describe('readModelLink', () => {
  it('leads from the page of a file to the file', () => {
    const file = 'https://huggingface.co/acme/tiny/resolve/main/loras/tiny%20lora.safetensors';
    expect(readModelLink(file.replace('/resolve/', '/blob/'))).toEqual({
      url: file,
      filename: 'tiny lora.safetensors',
    });
    expect(readModelLink(`${file}?download=true`)?.url).toBe(file);
    expect(readModelLink(' https://civitai.com/models/12/nice?modelVersionId=345 ')).toEqual({
      url: 'https://civitai.com/api/download/models/345',
      filename: '',
    });
    const variant = '?type=Model&format=SafeTensor&size=pruned&fp=fp16';
    expect(readModelLink(`https://civitai.red/api/download/models/345${variant}&token=no`)?.url).toBe(
      `https://civitai.com/api/download/models/345${variant}`,
    );
    expect(readModelLink('https://example.org/x/big.gguf?token=no')?.filename).toBe('big.gguf');
  });

  it('is nothing where no file is meant', () => {
    const others = [
      ...['', 'tiny', 'ftp://example.org/a.safetensors', 'https://example.org/readme.md'],
      ...['https://huggingface.co/acme/tiny', 'https://civitai.com/models/12', 'https://me:pw@example.org/a.pt'],
      'https://example.org/%E0%A4%A.pt',
    ];
    for (const text of others) expect(readModelLink(text), text).toBeNull();
  });
});

describe('savePathOf', () => {
  it('is below the models folder', () => {
    expect(savePathOf('diffusion_models', ['/comfy/models/unet', '/comfy/models/diffusion_models'])).toBe('unet');
    expect(savePathOf('loras', ['D:\\ComfyUI\\models\\loras\\'])).toBe('loras');
    expect(savePathOf('loras', ['/elsewhere/loras'])).toBe('loras');
  });
});
