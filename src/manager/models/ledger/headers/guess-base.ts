import { modelNotes, type ModelHeader, type ModelNote } from '../../../../contract/models';
import type { FileHeader, TensorShape } from './read-header';

/** The notes in which trainers and converters name what a model is made for. */
const noteNames = ['modelspec.architecture', 'ss_base_model_version', 'general.architecture'];

/** What those notes write, the more special first, and how the model list calls it. */
const noted: readonly (readonly [RegExp, string])[] = [
  [/chroma/u, 'Chroma'],
  [/flux/u, 'FLUX.1'],
  [/stable-diffusion-xl|sdxl|sd_xl/u, 'SDXL'],
  [/stable-diffusion-v?3\.5|sd_?v?3\.5/u, 'SD3.5'],
  [/stable-diffusion-v?3|sd_?v?3/u, 'SD3'],
  [/stable-diffusion-v2|sd_?v?2/u, 'SD2.1'],
  [/stable-diffusion-v1|sd_?v?1/u, 'SD1.5'],
  [/stable-video-diffusion|^svd/u, 'SVD'],
  [/hunyuan[-_ ]?video|hyvid/u, 'Hunyuan Video'],
  [/ltx/u, 'LTX-Video'],
  [/wan/u, 'Wan'],
  [/qwen[-_ ]?image/u, 'Qwen-Image'],
  [/aura/u, 'AuraFlow'],
];

/** Parts of a name that only one family of models has, the more special first. */
const named: readonly (readonly [RegExp, string])[] = [
  [/distilled_guidance_layer/u, 'Chroma'],
  [/individual_token_refiner/u, 'Hunyuan Video'],
  [/double_blocks[._]0[._]img_attn|single_transformer_blocks[._]0[._]/u, 'FLUX.1'],
  [/joint_blocks[._]0[._]context_block/u, 'SD3'],
  [/double_layers[._]0[._]/u, 'AuraFlow'],
  [/transformer_blocks[._]0[._]img_mod/u, 'Qwen-Image'],
  [/patchify_proj/u, 'LTX-Video'],
  [/blocks[._]0[._]cross_attn[._]norm_k|blocks[._]0[._]cross_attn[._]k_img/u, 'Wan'],
  [/input_blocks[._]1[._]1[._]time_stack/u, 'SVD'],
];

/** How wide the text is that a UNet listens to, which tells its generation. */
const widths: Readonly<Record<number, string>> = { 768: 'SD1.5', 1024: 'SD2.1', 1280: 'SDXL', 2048: 'SDXL' };

/** The weights by which it listens, as they are, and as a LoRA changes them. */
const listening = /attn2[._]to_k\.(?:weight|lora_down\.weight|lora_A\.weight)$/u;

/** How people write kinds of numbers; what else there is tells of a quantisation that has names of its own. */
const precisions: Readonly<Record<string, string>> = {
  F32: 'fp32',
  F16: 'fp16',
  BF16: 'bf16',
  F8_E4M3: 'fp8 (e4m3)',
  F8_E5M2: 'fp8 (e5m2)',
};

/** The family of models that a text names, as the list calls it; null where it names none. `text`: as people write it, `Flux.1 D` or `SD 1.5`. Pure. */
export function familyIn(text: string): string | null {
  const written = text.toLowerCase().replaceAll(' ', '');
  return noted.find(([pattern]) => pattern.test(written))?.[1] ?? null;
}

/** The kinds of numbers of a GGUF by the number in `general.file_type` (https://github.com/ggml-org/llama.cpp/blob/master/include/llama.h, `llama_ftype`). */
const ggufTypes: Readonly<Record<string, string>> = {
  ...{ 0: 'fp32', 1: 'fp16', 2: 'Q4_0', 3: 'Q4_1', 7: 'Q8_0', 8: 'Q5_0', 9: 'Q5_1', 10: 'Q2_K', 11: 'Q3_K_S' },
  ...{ 12: 'Q3_K_M', 13: 'Q3_K_L', 14: 'Q4_K_S', 15: 'Q4_K_M', 16: 'Q5_K_S', 17: 'Q5_K_M', 18: 'Q6_K' },
  ...{ 25: 'IQ4_NL', 30: 'IQ4_XS', 32: 'bf16' },
};

/** Where the notes for people stand: as the model specification of Stability AI names them, and as a GGUF does. */
const notesForPeople: Readonly<Record<ModelNote, readonly string[]>> = {
  title: ['modelspec.title', 'general.name'],
  author: ['modelspec.author', 'general.author'],
  license: ['modelspec.license', 'general.license'],
  trigger: ['modelspec.trigger_phrase'],
};
/** Longer ones are no notes for people. */
const longestNote = 300;

function readNotes(notes: FileHeader['notes']): ModelHeader['notes'] {
  const found = modelNotes.flatMap((note) => {
    const text = notesForPeople[note].map((name) => notes.get(name)?.trim() ?? '').find((one) => one !== '');
    return text === undefined || text.length > longestNote ? [] : [[note, text] as const];
  });
  return Object.fromEntries(found);
}

function findNoted(notes: FileHeader['notes']): string | null {
  for (const name of noteNames) {
    const text = notes.get(name)?.toLowerCase() ?? '';
    const found = text === '' ? undefined : noted.find(([pattern]) => pattern.test(text));
    if (found !== undefined) return found[1];
  }
  return null;
}

function findNamed(tensors: readonly TensorShape[]): string | null {
  return named.find(([pattern]) => tensors.some(({ name }) => pattern.test(name)))?.[1] ?? null;
}

function findByWidth(tensors: readonly TensorShape[]): string | null {
  const width = tensors.find(({ name }) => listening.test(name))?.shape[1];
  return (width === undefined ? undefined : widths[width]) ?? null;
}

/** The kind of number that most of the weights are. */
function findPrecision(tensors: readonly TensorShape[]): string | null {
  const counts = new Map<string, number>();
  for (const { kind, shape } of tensors) {
    const size = shape.reduce((product, length) => product * length, 1);
    counts.set(kind, (counts.get(kind) ?? 0) + size);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return (most === undefined ? undefined : precisions[most[0]]) ?? null;
}

/**
 * What a model is made for and how exact its numbers are, as its own header tells: what its maker wrote, else the tensors that only one family has.
 * Nothing is guessed from names of files. Pure.
 */
export function describeHeader({ notes, tensors }: FileHeader): ModelHeader {
  const base = findNoted(notes) ?? findNamed(tensors) ?? findByWidth(tensors);
  const precision = findPrecision(tensors) ?? ggufTypes[notes.get('general.file_type') ?? ''] ?? null;
  return { base, precision, notes: readNotes(notes) };
}
