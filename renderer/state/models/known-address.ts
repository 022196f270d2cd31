/** Addresses of hosts that look at what they are given, and files that hold no code: what a stranger's file names there is chosen at first. */
const knownAddress = /^https:\/\/(?:huggingface\.co|civitai\.com)\/\S+\.(?:safetensors|sft)(?:$|\?)/iu;

/** Whether the kind of address speaks for a model that a file of a stranger names. */
export function isKnownAddress(url: string): boolean {
  return knownAddress.test(url);
}
