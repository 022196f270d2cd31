import { splitCommandLine } from '../comfyui/arguments/command-line';

/** Arguments of ComfyUI that let others in, send something elsewhere, or have it serve or read what lies at a path of the file's choosing. */
const opening = [
  ...['--listen', '--enable-cors-header', '--comfy-api-base'],
  ...['--front-end-root', '--front-end-version', '--extra-model-paths-config', '--base-directory', '--user-directory'],
] as const;

/** Which of the arguments open something. Python takes every beginning of a name that is nobody else's, so a beginning counts. Pure. */
export function findOpening(text: string): string[] {
  const names = splitCommandLine(text).flatMap((word) => /^--[^=]+/u.exec(word)?.[0] ?? []);
  return opening.filter((flag) => names.some((name) => flag.startsWith(name)));
}
