import type { InstallModelParams } from '../../../src/contract/models';

/** Hosts that look at what they are given, and files that hold no code. */
const knownHost = /^https:\/\/(?:huggingface\.co|civitai\.com)\//iu;
const tensorsOnly = /\.(?:safetensors|sft)$/iu;

/** Whether address and format speak for a model that a file of a stranger names: it is chosen at first. */
export function isVouched({ url, filename }: Pick<InstallModelParams, 'url' | 'filename'>): boolean {
  return knownHost.test(url) && tensorsOnly.test(filename);
}
