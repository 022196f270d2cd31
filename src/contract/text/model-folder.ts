/** What names of files tell of their folder; the first that is found counts. */
const hints: readonly (readonly [RegExp, string])[] = [
  [/lora|lycoris|locon/iu, 'loras'],
  [/controlnet|control[-_]|t2i[-_]?adapter/iu, 'controlnet'],
  [/upscal|esrgan|(?:^|[-_])[248]x|swinir/iu, 'upscale_models'],
  [/clip[-_]?vision/iu, 'clip_vision'],
  [/t5[-_]?xxl|umt5|clip[-_][lg]|text[-_]?encoder/iu, 'text_encoders'],
  [/(?:^|[-_])vae|ae\.safetensors$/iu, 'vae'],
  [/embedding|textual[-_]?inversion/iu, 'embeddings'],
  [/unet|flux|wan2|hunyuan|diffusion[-_]?model|\.gguf$/iu, 'diffusion_models'],
];

/**
 * The folder that a file probably belongs to, out of those that there are: one that its path names, as in `split_files/vae/ae.safetensors`, else the one that
 * its name hints at; null where neither says anything. `path`: with `/`. Pure.
 */
export function findModelFolder(path: string, folders: readonly string[]): string | null {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  const named = parts.findLast((part) => folders.includes(part));
  return named ?? hints.find(([pattern, folder]) => pattern.test(name) && folders.includes(folder))?.[1] ?? null;
}

/** The same, with the folder of checkpoints, or any, where nothing is known; empty where there are no folders. */
export function proposeFolder(path: string, folders: readonly string[]): string {
  return findModelFolder(path, folders) ?? folders.find((folder) => folder === 'checkpoints') ?? folders[0] ?? '';
}
