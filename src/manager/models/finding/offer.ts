import type { FoundModel } from '../../../contract/found-models';
import { describeBytes } from '../../../contract/text/size-text';

/** A file of a host, before this machine is looked at. */
export type Offer = Omit<FoundModel, 'file' | 'presence' | 'targetDir'>;

/** How many models of one host are looked at, and how many files of one model are offered. */
export const mostModels = 8;
export const mostFiles = 24;

/** A size as the model list writes it: `4.71MB`; empty where none is known. */
export function writeSize(bytes: number | null): string {
  return bytes === null ? '' : describeBytes(bytes).replace(' ', '');
}
