const weights = /\.(?:safetensors|sft|ckpt|pth?|bin|gguf|onnx)$/iu;

/** Whether a name is that of a file with weights. */
export function isModelFile(name: string): boolean {
  return weights.test(name);
}

/** Endings of weights: ComfyUI's own set (docs/reference/on-disk.md 11), and the formats that packs add. */
const everyWeights = /\.(ckpt|pt|pt2|bin|pth|safetensors|pkl|sft|gguf|onnx|jit|engine)$/i;

/** Whether ComfyUI or a pack could read weights from a file of this name. */
export function isWeightsFile(name: string): boolean {
  return everyWeights.test(name);
}

/** Whether a file of this name can be listed as a model: weights, and the configurations that once came with them. */
export function isListedFile(name: string): boolean {
  return isWeightsFile(name) || /\.ya?ml$/i.test(name);
}
