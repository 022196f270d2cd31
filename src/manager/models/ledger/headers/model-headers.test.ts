import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDearFiles } from '../../../../base/beside/dear-files';
import { createModelHeaders } from './model-headers';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cmd köpfe-'));
});

afterAll(() => rm(folder, { recursive: true }));

const openHeaders = () => createModelHeaders(openDearFiles(join(folder, 'too-dear.jsonl')));

type Tensors = Record<string, [dtype: string, shape: number[]]>;

function tensorsFile(tensors: Tensors, notes: Record<string, string> = {}): Buffer {
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, [dtype, shape]]) => [name, { dtype, shape, data_offsets: [0, 0] }]),
  );
  const text = Buffer.from(JSON.stringify({ __metadata__: notes, ...header }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text]);
}

function ggufText(text: string): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
  return Buffer.concat([length, Buffer.from(text)]);
}

/** A GGUF whose last entry is its architecture; `cut` leaves bytes away at its end. */
function ggufFile(architecture: string, { cut = 0, fileType = -1 } = {}): Buffer {
  const head = Buffer.alloc(24);
  head.write('GGUF', 'latin1');
  head.writeUInt32LE(3, 4);
  head.writeBigUInt64LE(2n, 16);
  const kind = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer);
  const named = fileType < 0 ? 'general.quantization_version' : 'general.file_type';
  const version = Buffer.concat([ggufText(named), kind(4), kind(Math.max(fileType, 0))]);
  const whole = Buffer.concat([head, version, ggufText('general.architecture'), kind(8), ggufText(architecture)]);
  return whole.subarray(0, whole.length - cut);
}

async function place(name: string, content: Buffer) {
  const path = join(folder, name);
  await writeFile(path, content);
  const found = await stat(path);
  return { path, size_bytes: found.size, install_date: found.mtime.toISOString() };
}

const listens = (width: number, prefix = 'model.diffusion_model.input_blocks.4.1.'): Tensors => ({
  [`${prefix}transformer_blocks.0.attn2.to_k.weight`]: ['F16', [640, width]],
});

describe('what a file of weights says of itself', () => {
  type HeaderWords = [base: string | null, precision: string | null];
  it.each<[string, Buffer, HeaderWords]>([
    ['sdxl.safetensors', tensorsFile(listens(2048)), ['SDXL', 'fp16']],
    ['sd15.safetensors', tensorsFile(listens(768)), ['SD1.5', 'fp16']],
    ['sd21.SFT', tensorsFile(listens(1024)), ['SD2.1', 'fp16']],
    [
      'lora.safetensors',
      tensorsFile({ 'lora_unet_down_blocks_1_attentions_0_attn2_to_k.lora_down.weight': ['BF16', [8, 2048]] }),
      ['SDXL', 'bf16'],
    ],
    [
      'flux.safetensors',
      tensorsFile({
        'double_blocks.0.img_attn.qkv.weight': ['F8_E4M3', [9216, 3072]],
        'double_blocks.0.img_attn.norm.key_norm.scale': ['F32', [128]],
        'img_in.weight': ['F8_E4M3', [3072, 64]],
        'vector_in.in_layer.weight': ['F8_E4M3', [3072, 768]],
      }),
      ['FLUX.1', 'fp8 (e4m3)'],
    ],
    ['sd3.safetensors', tensorsFile({ 'joint_blocks.0.context_block.attn.qkv.weight': ['U8', [1]] }), ['SD3', null]],
    // What its maker wrote comes first.
    [
      'noted.safetensors',
      tensorsFile(listens(768), { 'modelspec.architecture': 'stable-diffusion-xl-v1-base/lora' }),
      ['SDXL', 'fp16'],
    ],
    ['kohya.safetensors', tensorsFile({}, { ss_base_model_version: 'sd_v1' }), ['SD1.5', null]],
    ['unknown.safetensors', tensorsFile({ a: ['F32', [4]] }, { 'modelspec.architecture': 'own' }), [null, 'fp32']],
    ['quant.gguf', ggufFile('wan', { fileType: 15 }), ['Wan', 'Q4_K_M']],
    ['unquantised.gguf', ggufFile('sdxl'), ['SDXL', null]],
    // Three families are called so by those who convert them.
    ['flux.gguf', ggufFile('flux', { fileType: 15 }), [null, 'Q4_K_M']],
  ])('%s', async (name, content, [base, precision]) => {
    const model = await place(name, content);
    expect(await openHeaders()([model])).toEqual({ [model.path]: { base, precision, notes: {} } });
  });

  it.each<[string, Buffer]>([
    ['cut.safetensors', tensorsFile(listens(768)).subarray(0, 40)],
    ['long.safetensors', Buffer.from([255, 255, 255, 255, 255, 255, 255, 127, 123])],
    ['list.safetensors', Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('[]')])],
    ['empty.safetensors', Buffer.alloc(0)],
    ['cut.gguf', ggufFile('sdxl', { cut: 2 })],
    ['other.gguf', Buffer.from('no such thing, but long enough to be one')],
    ['weights.ckpt', tensorsFile(listens(768))],
  ])('%s tells nothing', async (name, content) => {
    expect(await openHeaders()([await place(name, content)])).toEqual({});
  });

  it('has notes for people: those that are short enough to be some', async () => {
    const notes = {
      'modelspec.title': 'Ink',
      'modelspec.author': 'a'.repeat(301),
      'modelspec.trigger_phrase': ' inked ',
    };
    const model = await place('told.safetensors', tensorsFile({}, notes));
    expect(await openHeaders()([model])).toEqual({
      [model.path]: { base: null, precision: null, notes: { title: 'Ink', trigger: 'inked' } },
    });
  });

  it('is read again once the file has changed, and not before', async () => {
    const read = openHeaders();
    const before = await place('changing.safetensors', tensorsFile(listens(768)));
    await read([before]);
    const after = await place('changing.safetensors', tensorsFile(listens(2048), { a: 'longer' }));
    expect(await read([before])).toMatchObject({ [before.path]: { base: 'SD1.5' } });
    expect(await read([after])).toMatchObject({ [after.path]: { base: 'SDXL' } });
    await rm(after.path);
    expect(await read([{ ...after, size_bytes: 1 }])).toEqual({});
  });
});
