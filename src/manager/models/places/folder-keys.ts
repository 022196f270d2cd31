/** Keys of ComfyUI's folder registry and their folders below the models folder; the first is the download target (docs/reference/on-disk.md 11). */
export const registryFolders: Readonly<Record<string, readonly string[]>> = {
  checkpoints: ['checkpoints'],
  configs: ['configs'],
  loras: ['loras'],
  vae: ['vae'],
  text_encoders: ['text_encoders', 'clip'],
  diffusion_models: ['unet', 'diffusion_models'],
  clip_vision: ['clip_vision'],
  style_models: ['style_models'],
  embeddings: ['embeddings'],
  diffusers: ['diffusers'],
  vae_approx: ['vae_approx'],
  controlnet: ['controlnet', 't2i_adapter'],
  gligen: ['gligen'],
  upscale_models: ['upscale_models'],
  latent_upscale_models: ['latent_upscale_models'],
  hypernetworks: ['hypernetworks'],
  photomaker: ['photomaker'],
  classifiers: ['classifiers'],
  model_patches: ['model_patches'],
  audio_encoders: ['audio_encoders'],
  background_removal: ['background_removal'],
  frame_interpolation: ['frame_interpolation'],
  geometry_estimation: ['geometry_estimation'],
  optical_flow: ['optical_flow'],
  detection: ['detection'],
};

/** Keys whose folder lies beside the models folder. */
export const baseFolders = ['datasets', 'fonts'] as const;

/** What ComfyUI appends at start: folder below its output folder by key. */
export const outputFolders: Readonly<Record<string, string>> = {
  checkpoints: 'checkpoints',
  text_encoders: 'clip',
  vae: 'vae',
  diffusion_models: 'diffusion_models',
  loras: 'loras',
};

const aliases: Readonly<Record<string, string>> = { clip: 'text_encoders', unet: 'diffusion_models' };

/** The key that ComfyUI reads an older name as. */
export function registryKey(name: string): string {
  return Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name;
}

/** Keys by lower-cased `type` of a model (docs/reference/on-disk.md 12). */
const keyOfType: Readonly<Record<string, string>> = {
  checkpoints: 'checkpoints',
  checkpoint: 'checkpoints',
  unclip: 'checkpoints',
  text_encoders: 'text_encoders',
  clip: 'text_encoders',
  vae: 'vae',
  lora: 'loras',
  't2i-adapter': 'controlnet',
  't2i-style': 'controlnet',
  controlnet: 'controlnet',
  clip_vision: 'clip_vision',
  gligen: 'gligen',
  upscale: 'upscale_models',
  embedding: 'embeddings',
  embeddings: 'embeddings',
  unet: 'diffusion_models',
  diffusion_model: 'diffusion_models',
};

/** The key for a model's `type`: by the reference's table, else a type that is itself a key of the registry; null for all others. */
export function keyForType(type: string, folders: Readonly<Record<string, unknown>>): string | null {
  const name = type.toLowerCase();
  if (Object.hasOwn(keyOfType, name)) return keyOfType[name] ?? null;
  return Object.hasOwn(folders, name) ? name : null;
}
