const weights = /\.(?:safetensors|sft|ckpt|pth?|bin|gguf|onnx)$/iu;

/** Whether a name is that of a file with weights. */
export function isModelFile(name: string): boolean {
  return weights.test(name);
}
