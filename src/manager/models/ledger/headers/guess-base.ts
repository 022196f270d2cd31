import { modelNotes, type ModelHeader, type ModelNote } from '../../../../contract/models';
import { findMarked } from './base-marks';
import type { FileHeader, TensorShape } from './read-header';

/** The notes in which trainers and converters name what a model is made for. */
const noteNames = ['modelspec.architecture', 'ss_base_model_version', 'general.architecture'];

/** What converters to GGUF call the architecture of several families: FLUX.1, FLUX.2 and Chroma; Hunyuan's videos and pictures; LTX-Video and LTX-2. */
const shared: readonly string[] = ['flux', 'hyvid', 'ltxv'];

/** What those notes write, the more special first, and how the model list calls it. */
const noted: readonly (readonly [RegExp, string])[] = [
  [/chroma[-_]?radiance/u, 'Chroma Radiance'],
  [/chroma(?![a-z])/u, 'Chroma'],
  [/flux[-_.]?2|flux[-_.]?klein/u, 'FLUX.2'],
  [/flux[-_.]?1|flux[-_.]?(?:dev|schnell|kontext|fill)/u, 'FLUX.1'],
  [/kolors/u, 'Kolors'],
  [/stable-diffusion-xl|sdxl|sd_xl/u, 'SDXL'],
  [/stable-diffusion-v?3\.5|sd_?v?3\.5/u, 'SD3.5'],
  [/stable-diffusion-v?3|sd_?v?3/u, 'SD3'],
  [/stable-diffusion-v2|sd_?v?2/u, 'SD2.1'],
  [/stable-diffusion-v1|sd_?v?1/u, 'SD1.5'],
  [/stable-video-diffusion|^svd/u, 'SVD'],
  [/hunyuan[-_ ]?video[-_ ]?1\.?5/u, 'Hunyuan Video 1.5'],
  [/hunyuan[-_ ]?video|hyvid/u, 'Hunyuan Video'],
  [/hunyuan[-_ ]?dit/u, 'Hunyuan-DiT'],
  [/ltx[-_]?v?(?:ideo)?[-_]?2|ltxav/u, 'LTX-2'],
  [/ltx/u, 'LTX-Video'],
  [/(?<![a-z])wan(?![a-uw-z])/u, 'Wan'],
  [/qwen[-_ ]?image/u, 'Qwen-Image'],
  [/aura[-_]?flow|^aura$/u, 'AuraFlow'],
];

/** How wide the text is that a UNet listens to, which tells its generation. */
const widths: Readonly<Record<number, string>> = { 768: 'SD1.5', 1024: 'SD2.1', 1280: 'SDXL', 2048: 'SDXL' };

/** The weights by which it listens, as they are, and as a LoRA changes them: those of a UNet, for transformers call theirs the same. */
const listening =
  /(?:input|output|middle|down|up|mid)_blocks?[._].*attn2[._]to_k\.(?:weight|lora_down\.weight|lora_A\.weight)$/u;

/** Of a UNet that listens to text in time as well as in space, and belongs to neither of the still ones. */
const moving = /temporal_transformer_blocks|time_stack|temp_attentions|temp_convs|temporal_conv|temopral_conv/u;

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
    const found = shared.includes(text) ? undefined : noted.find(([pattern]) => pattern.test(text));
    if (found !== undefined) return found[1];
  }
  return null;
}

function findByWidth(tensors: readonly TensorShape[]): string | null {
  // The plain search first: a file has thousands of names, and most have nothing of it.
  const width = tensors.find(({ name }) => name.includes('attn2') && listening.test(name))?.shape[1];
  if (width === undefined || tensors.some(({ name }) => moving.test(name))) return null;
  return widths[width] ?? null;
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
  const base = findNoted(notes) ?? findMarked(tensors) ?? findByWidth(tensors);
  const precision = findPrecision(tensors) ?? ggufTypes[notes.get('general.file_type') ?? ''] ?? null;
  return { base, precision, notes: readNotes(notes) };
}
