import german from '../../texts/arguments/de.json';
import chinese from '../../texts/arguments/zh-CN.json';

/**
 * What ComfyUI's own `--help` says of its arguments, and what this app adds to it (`comfy-arguments.ts`), by the long flag. ComfyUI speaks English alone;
 * what it says itself stands in the hover of a row, and alone where an argument is newer than these files.
 */
const translations: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([
  ['de', german],
  ['zh-CN', chinese],
]);

/**
 * What an argument does, in the language of the window.
 *
 * @param flag Its long flag, e.g. `--listen`.
 * @param help What ComfyUI says of it itself, in English.
 * @param language A tag such as `de` or `zh-CN`.
 */
export function helpOfOption(flag: string, help: string, language: string): string {
  const reported = translations.get(language) ?? {};
  return Object.hasOwn(reported, flag) ? (reported[flag] ?? help) : help;
}
