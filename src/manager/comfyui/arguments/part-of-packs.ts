import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';

/** ComfyUI's own way to load a part of the packs. It has both since the middle of 2025, the first one since early 2024. */
export const loadNone = '--disable-all-custom-nodes';
export const loadThese = '--whitelist-custom-nodes';

/** Whether `--help` names what a start with some of the packs needs. */
export function canLoadPart(flags: readonly string[]): boolean {
  return flags.includes(loadThese) && flags.includes(loadNone);
}

/** Whether ComfyUI can be told to load this pack: a name with a dash in front would be read as an option. */
export function canBeNamed(pack: string): boolean {
  return !pack.startsWith('-');
}

/** Throws `invalid-input` for a pack that ComfyUI's command line cannot name. */
export function proveNameable(packs: readonly string[]): void {
  const bad = packs.find((pack) => !canBeNamed(pack));
  if (bad === undefined) return;
  throw new AppError('invalid-input', msg`ComfyUI cannot load "${bad}" by name: its name begins with a dash.`, {
    remedy: msg`Rename its folder below custom_nodes, or leave it out.`,
  });
}

/** The arguments of a start that loads these packs and no others. They come last: of one option ComfyUI takes the last. */
export function argumentsForPart(packs: readonly string[]): string[] {
  return packs.length === 0 ? [loadNone] : [loadNone, loadThese, ...packs];
}
