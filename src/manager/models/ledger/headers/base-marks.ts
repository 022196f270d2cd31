import type { TensorShape } from './read-header';

/** Tensors that only one family of models has. */
interface Mark {
  base: string;
  /** Each of them has to be there. */
  has: readonly (RegExp | Shaped)[];
  /** None of them may be there: another family shares the others with it. */
  lacks?: readonly RegExp[];
}

/** A tensor by what it is called and how it is measured. */
interface Shaped {
  name: RegExp;
  isShape: (shape: readonly number[]) => boolean;
}

const wide = (name: RegExp, width: number): Shaped => ({ name, isShape: (shape) => shape[1] === width });
const deep = (name: RegExp, dimensions: number): Shaped => ({ name, isShape: ({ length }) => length === dimensions });

const refiner = /txt_in\.individual_token_refiner\.blocks\.0\./u;
const lora = /lora_down|lora_A|lokr_w|hada_w/u;

/**
 * What tells the families apart, as ComfyUI's own detection does (https://github.com/Comfy-Org/ComfyUI/blob/master/comfy/model_detection.py), the first that fits. Layers that several families share
 * (a LoRA has no others) name none of them: no base is better than a wrong one.
 */
const marks: readonly Mark[] = [
  { base: 'Chroma Radiance', has: [/distilled_guidance_layer\./u, /nerf_blocks\.0\./u] },
  { base: 'Chroma', has: [/distilled_guidance_layer\./u] },
  { base: 'Hunyuan Video 1.5', has: [refiner, /cond_type_embedding\.|vision_in\.proj\./u] },
  { base: 'Hunyuan Video', has: [refiner, deep(/img_in\.proj\.weight$/u, 5)] },
  { base: 'HunyuanImage', has: [refiner, deep(/img_in\.proj\.weight$/u, 4)] },
  { base: 'Hunyuan3D', has: [/double_blocks\.0\.img_attn\./u, /latent_in\.weight$/u] },
  { base: 'Hunyuan-DiT', has: [/mlp_t5\.0\.weight$/u] },
  { base: 'FLUX.2', has: [/double_stream_modulation_img\.(?:lin|linear)\.weight$/u] },
  // Ovis and LongCat share the blocks, and have no vector of CLIP; Step1X has a connector in front of its text.
  {
    base: 'FLUX.1',
    has: [/double_blocks\.0\.img_attn\./u, /(?:^|\.)img_in\.weight$/u, /vector_in\.in_layer\./u],
    lacks: [/(?:^|\.)connector\./u],
  },
  {
    base: 'FLUX.1',
    has: [
      wide(/(?:^|\.)context_embedder\.weight$/u, 4096),
      /time_text_embed\.text_embedder\./u,
      /single_transformer_blocks\.0\.(?:proj_mlp|attn\.to_q)\./u,
    ],
    lacks: [/token_refiner/u],
  },
  // A LoRA: as many single blocks as FLUX.1 has, and the modulation that Chroma lacks.
  {
    base: 'FLUX.1',
    has: [
      lora,
      /single(?:_transformer)?_blocks[._]37[._]/u,
      /img_mod[._]lin\b|img_mod_lin[._]|modulation[._]lin[._]|\.norm1?\.linear\./u,
    ],
    lacks: [/single(?:_transformer)?_blocks[._]38[._]/u],
  },
  {
    base: 'SD3.5',
    has: [/joint_blocks\.0\.context_block\.attn\.qkv\.weight$/u, /joint_blocks\.0\.context_block\.attn\.ln_q\./u],
  },
  { base: 'SD3', has: [/joint_blocks\.0\.context_block\.attn\.qkv\.weight$/u] },
  { base: 'AuraFlow', has: [/double_layers[._]0[._]attn[._]w1q/u] },
  { base: 'Qwen-Image', has: [wide(/(?:^|\.)txt_in\.weight$/u, 3584), /transformer_blocks\.0\.img_mod\./u] },
  {
    base: 'Qwen-Image',
    has: [/transformer_blocks[._]59[._](?:img_mod[._]1|(?:img|txt)_mlp[._]net)/u],
    lacks: [/transformer_blocks[._]60[._]/u],
  },
  { base: 'LTX-2', has: [/patchify_proj\./u, /audio_adaln_single\./u] },
  { base: 'LTX-Video', has: [/patchify_proj\./u, /adaln_single\.emb\.timestep_embedder\./u] },
  { base: 'Mochi', has: [/t5_yproj\.weight$/u] },
  { base: 'HiDream', has: [/caption_projection\.0\.linear\.weight$/u] },
  {
    base: 'Z-Image',
    has: [wide(/cap_embedder\.1\.weight$/u, 2560), /noise_refiner\.0\.attention\.k_norm\./u, /cap_pad_token$/u],
  },
  { base: 'Lumina 2', has: [wide(/cap_embedder\.1\.weight$/u, 2304), /noise_refiner\.0\.attention\.k_norm\./u] },
  { base: 'Wan', has: [/(?:^|\.)head\.modulation$/u, /blocks\.0\.cross_attn\./u] },
  { base: 'Wan', has: [/blocks[._]0[._]cross_attn[._]k_img[._]/u] },
  {
    base: 'Wan',
    has: [/blocks[._]0[._]self_attn[._]q[._]/u, /blocks[._]0[._]cross_attn[._]k[._]/u, /blocks[._]0[._]ffn[._]0[._]/u],
  },
  { base: 'SVD', has: [/input_blocks[._]1[._]1[._]time_stack/u] },
  { base: 'SVD', has: [/down_blocks\.0\.attentions\.0\.temporal_transformer_blocks/u, /conv_in\.weight$/u] },
  { base: 'Kolors', has: [wide(/(?:label_emb\.0\.0|add_embedding\.linear_1)\.weight$/u, 5632)] },
  { base: 'Kolors', has: [wide(/(?:^|\.)encoder_hid_proj\.weight$/u, 4096)] },
];

/** A tensor of a layer that no mark names: thousands are, and all of them tell the same. */
const further = /[._](?!(?:0|1|37|38|59|60)[._])\d+[._]/u;

/** The family of models that a file belongs to by its tensors; null where they are not those of one family alone. Pure. */
export function findMarked(tensors: readonly TensorShape[]): string | null {
  const telling = tensors.filter(({ name }) => !further.test(name));
  const isThere = (wanted: RegExp | Shaped): boolean =>
    telling.some(({ name, shape }) =>
      wanted instanceof RegExp ? wanted.test(name) : wanted.name.test(name) && wanted.isShape(shape),
    );
  return marks.find(({ has, lacks = [] }) => has.every(isThere) && !lacks.some(isThere))?.base ?? null;
}
