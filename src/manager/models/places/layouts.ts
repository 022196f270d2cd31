import type { FolderLayout } from '../../../contract/models-folder';
import { registryFolders } from './folder-keys';

/** What other programs call the folders of a key, and the keys that packs bring. By lower-cased names without `-`, `_` and spaces. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  checkpoints: ['stablediffusion'],
  loras: ['lora', 'lycoris'],
  text_encoders: ['textencoder'],
  clip_vision: ['invokeclipvision'],
  embeddings: ['textualinversion'],
  vae_approx: ['approxvae'],
  controlnet: ['t2iadapter'],
  upscale_models: ['esrgan', 'realesrgan', 'swinir', 'bsrgan'],
  hypernetworks: ['hypernetwork'],
  ipadapter: ['ipadapter', 'ipadapters15', 'ipadaptersxl'],
  ultralytics: ['ultralytics'],
  sams: ['sams'],
  instantid: ['instantid'],
  pulid: ['pulid'],
  facerestore_models: ['facerestoremodels'],
  animatediff_models: ['animatediffmodels'],
  animatediff_motion_lora: ['animatediffmotionlora'],
};

const plain = (name: string): string => name.toLowerCase().replace(/[-_ ]/gu, '');

const keys = new Map(
  [registryFolders, otherNames].flatMap((names) =>
    Object.entries(names).flatMap(([key, some]) => some.map((name) => [plain(name), key] as const)),
  ),
);

/**
 * The key by which ComfyUI reads a folder of that name, as ComfyUI, AUTOMATIC1111 or Stability Matrix call it; null for all others. Only these: a key that is not
 * for models, `custom_nodes` above all, would load code.
 */
export function keyOfFolder(name: string): string | null {
  return keys.get(plain(name)) ?? null;
}

/** Where the folders may lie below a folder that a person chooses, with `/`: it itself comes last, for an installation may have one of these names beside others. */
export const modelRootsBelow = ['models', 'Models', 'Data/Models', 'ComfyUI/models', '.'] as const;

/** Whose names these are. Pure. */
export function layoutOf(names: readonly string[]): FolderLayout {
  if (names.includes('StableDiffusion')) return 'stability-matrix';
  return names.includes('Stable-diffusion') ? 'a1111' : 'comfyui';
}
