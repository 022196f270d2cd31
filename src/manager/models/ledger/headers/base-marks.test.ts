import { describe, expect, it } from 'vitest';
import { describeHeader, familyIn } from './guess-base';

/** Tensors by name and shape: what the headers of these models have, as far as it tells them apart. */
type Shapes = Record<string, number[]>;

const blocks = (count: number, [prefix, rest]: readonly [string, string], shape: number[]): Shapes =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${prefix}${at}${rest}`, shape]));

const fluxBlock: Shapes = {
  'double_blocks.0.img_attn.qkv.weight': [9216, 3072],
  'double_blocks.0.img_attn.norm.key_norm.scale': [128],
  'single_blocks.0.linear1.weight': [21504, 3072],
  'img_in.weight': [3072, 64],
  'txt_in.weight': [3072, 4096],
};
const flux: Shapes = { ...fluxBlock, 'vector_in.in_layer.weight': [3072, 768] };
const hunyuan: Shapes = {
  'double_blocks.0.img_attn.qkv.weight': [9216, 3072],
  'txt_in.individual_token_refiner.blocks.0.norm1.weight': [3072],
  'vector_in.in_layer.weight': [3072, 768],
};
const unet = (width: number): Shapes => ({
  'conv_in.weight': [320, 4, 3, 3],
  'down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.weight': [640, width],
});
const kohya = (prefix: string, count: number, layer: string): Shapes =>
  blocks(count, [`lora_unet_${prefix}_`, `_${layer}.lora_down.weight`], [16, 3072]);
const diffusersLora = (count: number, layer: string): Shapes =>
  blocks(count, ['transformer.single_transformer_blocks.', `.${layer}.lora_A.weight`], [16, 3072]);
const ltx: Shapes = {
  'model.diffusion_model.patchify_proj.weight': [2048, 128],
  'model.diffusion_model.adaln_single.emb.timestep_embedder.linear_1.bias': [2048],
  'model.diffusion_model.transformer_blocks.0.attn2.to_k.weight': [2048, 2048],
};
const lumina = (dim: number, width: number): Shapes => ({
  'cap_embedder.1.weight': [dim, width],
  'noise_refiner.0.attention.k_norm.weight': [128],
});

describe('the family of a model', () => {
  it.each<[string, Shapes, string | null]>([
    ['FLUX.1', flux, 'FLUX.1'],
    ['FLUX.1 Fill, whose pictures are wider', { ...flux, 'img_in.weight': [3072, 384] }, 'FLUX.1'],
    [
      'FLUX.1 as diffusers write it',
      {
        'context_embedder.weight': [3072, 4096],
        'time_text_embed.text_embedder.linear_1.weight': [3072, 768],
        'single_transformer_blocks.0.proj_mlp.weight': [12288, 3072],
      },
      'FLUX.1',
    ],
    [
      'a LoRA of FLUX.1',
      { ...kohya('double_blocks', 19, 'img_mod_lin'), ...kohya('single_blocks', 38, 'linear1') },
      'FLUX.1',
    ],
    ['a LoRA of FLUX.1 by diffusers', diffusersLora(38, 'norm.linear'), 'FLUX.1'],
    ['a LoRA of FLUX.1 or Chroma', diffusersLora(38, 'attn.to_k'), null],
    [
      'a LoRA of Hunyuan Video',
      { ...kohya('double_blocks', 20, 'img_mod_linear'), ...kohya('single_blocks', 40, 'modulation_linear') },
      null,
    ],
    ['FLUX.2', { ...fluxBlock, 'double_stream_modulation_img.lin.weight': [36864, 6144] }, 'FLUX.2'],
    ['a LoRA of FLUX.2 Klein', diffusersLora(20, 'attn.to_qkv_mlp_proj'), null],
    [
      'a LoRA of FLUX.2',
      { ...kohya('double_blocks', 8, 'img_attn_qkv'), ...kohya('single_blocks', 48, 'linear1') },
      null,
    ],
    ['Chroma', { ...fluxBlock, 'distilled_guidance_layer.norms.0.scale': [5120] }, 'Chroma'],
    [
      'Chroma Radiance',
      { ...fluxBlock, 'distilled_guidance_layer.norms.0.scale': [5120], 'nerf_blocks.0.norm.scale': [64] },
      'Chroma Radiance',
    ],
    ['LongCat and Ovis, which share the blocks of FLUX.1', fluxBlock, null],
    ['Step1X, which shares more', { ...flux, 'connector.S.proj_in.weight': [3072, 3584] }, null],
    ['Hunyuan Video', { ...hunyuan, 'img_in.proj.weight': [3072, 16, 1, 2, 2] }, 'Hunyuan Video'],
    [
      'Hunyuan Video 1.5',
      { ...hunyuan, 'img_in.proj.weight': [2048, 65, 1, 1, 1], 'cond_type_embedding.weight': [3, 2048] },
      'Hunyuan Video 1.5',
    ],
    ['HunyuanImage', { ...hunyuan, 'img_in.proj.weight': [3584, 64, 1, 1] }, 'HunyuanImage'],
    ['Hunyuan3D', { 'double_blocks.0.img_attn.qkv.weight': [3072, 1024], 'latent_in.weight': [1024, 64] }, 'Hunyuan3D'],
    ['Hunyuan-DiT', { 'mlp_t5.0.weight': [8192, 2048], 'blocks.0.attn2.kv_proj.weight': [2816, 1024] }, 'Hunyuan-DiT'],
    ['LTX-Video', ltx, 'LTX-Video'],
    ['LTX-2', { ...ltx, 'model.diffusion_model.audio_adaln_single.linear.weight': [12288, 2048] }, 'LTX-2'],
    [
      'a LoRA of LTX, which is as wide as SDXL',
      { 'diffusion_model.transformer_blocks.0.attn2.to_k.lora_A.weight': [32, 2048] },
      null,
    ],
    [
      'PixArt',
      {
        'adaln_single.emb.timestep_embedder.linear_1.bias': [1152],
        'pos_embed.proj.bias': [1152],
        'transformer_blocks.0.attn2.to_k.weight': [1152, 1152],
      },
      null,
    ],
    ['Kolors', { ...unet(2048), 'add_embedding.linear_1.weight': [1280, 5632] }, 'Kolors'],
    ['Kolors with its projection of the text', { ...unet(2048), 'encoder_hid_proj.weight': [2048, 4096] }, 'Kolors'],
    ['SDXL', { ...unet(2048), 'add_embedding.linear_1.weight': [1280, 2816] }, 'SDXL'],
    ['SD2.1', unet(1024), 'SD2.1'],
    [
      'a video UNet that is as wide',
      { ...unet(1024), 'down_blocks.0.temp_attentions.0.proj_in.weight': [320, 320] },
      null,
    ],
    [
      'SVD',
      { ...unet(1024), 'down_blocks.0.attentions.0.temporal_transformer_blocks.0.attn2.to_k.weight': [320, 1024] },
      'SVD',
    ],
    [
      'SD3.5',
      {
        'joint_blocks.0.context_block.attn.qkv.weight': [7296, 2432],
        'joint_blocks.0.context_block.attn.ln_q.weight': [64],
      },
      'SD3.5',
    ],
    ['SD3', { 'joint_blocks.0.context_block.attn.qkv.weight': [4608, 1536] }, 'SD3'],
    [
      'a LoRA of SD3 or SD3.5',
      { 'lora_unet_joint_blocks_0_context_block_attn_qkv.lora_down.weight': [16, 1536] },
      null,
    ],
    [
      'Qwen-Image',
      { 'txt_in.weight': [3072, 3584], 'transformer_blocks.0.img_mod.1.weight': [18432, 3072] },
      'Qwen-Image',
    ],
    [
      'a LoRA of Qwen-Image',
      blocks(60, ['transformer_blocks.', '.img_mlp.net.0.proj.lora_A.weight'], [16, 3072]),
      'Qwen-Image',
    ],
    [
      'another one with the same streams',
      { 'txt_in.weight': [3072, 2560], 'transformer_blocks.0.img_mod.1.weight': [1, 3072] },
      null,
    ],
    ['Wan', { 'head.modulation': [1, 2, 5120], 'blocks.0.cross_attn.norm_k.weight': [5120] }, 'Wan'],
    [
      'a LoRA of Wan',
      {
        'diffusion_model.blocks.0.self_attn.q.lora_A.weight': [32, 5120],
        'diffusion_model.blocks.0.cross_attn.k.lora_A.weight': [32, 5120],
        'diffusion_model.blocks.0.ffn.0.lora_A.weight': [32, 5120],
      },
      'Wan',
    ],
    ['AuraFlow', { 'double_layers.0.attn.w1q.weight': [3072, 3072] }, 'AuraFlow'],
    ['Z-Image', { ...lumina(3840, 2560), cap_pad_token: [1, 3840] }, 'Z-Image'],
    ['Lumina 2', lumina(2304, 2304), 'Lumina 2'],
    ['NewBie, which is built as Lumina 2', lumina(2304, 2560), null],
    ['Mochi', { 't5_yproj.weight': [1536, 4096] }, 'Mochi'],
    ['HiDream', { 'caption_projection.0.linear.weight': [2560, 4096] }, 'HiDream'],
    ['one that nobody knows yet', { 'blocks.0.attn.to_q.weight': [1024, 1024] }, null],
  ])('%s', (_name, shapes, base) => {
    const tensors = Object.entries(shapes).map(([name, shape]) => ({ name, kind: 'BF16', shape }));
    expect(describeHeader({ notes: new Map(), tensors }).base).toBe(base);
  });

  it.each<[string, string | null]>([
    ['Flux.1 D', 'FLUX.1'],
    ['Flux.1 Kontext', 'FLUX.1'],
    ['flux1', 'FLUX.1'],
    ['Flux.2 D', 'FLUX.2'],
    ['Flux.2 Klein 9B', 'FLUX.2'],
    ['flux', null],
    ['LTXV', 'LTX-Video'],
    ['LTXV2', 'LTX-2'],
    ['Hunyuan Video', 'Hunyuan Video'],
    ['HunyuanVideo-1.5', 'Hunyuan Video 1.5'],
    ['Hunyuan 1', null],
    ['Kolors', 'Kolors'],
    ['Chroma', 'Chroma'],
    ['chromatic aberration', null],
    ['Wan Video 2.2 T2V-A14B', 'Wan'],
    ['taiwan-streets', null],
    ['SDXL 1.0', 'SDXL'],
    ['SD 3.5 Large', 'SD3.5'],
  ])('%s as people write it', (text, base) => {
    expect(familyIn(text)).toBe(base);
  });
});
