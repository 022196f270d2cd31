// Without a schema, which the window does not load at its start: those stand in model-manifest.ts.

/** The mark of a file that lists models, which every reader asks first. */
export const modelManifestFormat = 'comfyui-model-manifest';

/** The newest form that this version reads, and the one that it writes. */
export const modelManifestVersion = 1;

/** No such file names more models, or is larger in bytes: whoever hands over more means something else. */
export const mostManifestModels = 10_000;
export const maxManifestBytes = 8 * 1024 * 1024;
