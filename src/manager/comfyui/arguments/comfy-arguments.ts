import type { ComfyOption } from '../../../contract/comfyui/start-options';
import type { AppSettings } from '../../../contract/settings';
import { checkArguments } from './argument-check';
import type { ComfyOptions } from './comfy-options';
import { splitCommandLine } from './command-line';
import { planAddress } from './launch-plan';
import type { Message } from '../../../contract/text/message';

/** The person's arguments for `main.py`, and what could be among them. */
export interface ComfyArguments {
  /** Never throws: `problem` says why there are no options. */
  read(): Promise<{ arguments: string; options: ComfyOption[]; problem: Message | null }>;
  /** Throws `invalid-input` for arguments ComfyUI would not start with; nothing is changed. */
  check(text: string): Promise<void>;
  /** They count from the next start of ComfyUI on. Throws `invalid-input` for arguments ComfyUI would not start with. */
  set(text: string): Promise<void>;
  /** Counts from the next start of ComfyUI on. */
  setPort(port: number): void;
}

interface ComfyArgumentsSources {
  settings: AppSettings;
  options: ComfyOptions;
  /** Keeps the text as `comfyui.arguments`; `settings` has it from then on. */
  keep: (text: string) => void;
  /** Keeps the number as `comfyui.port`. */
  keepPort: (port: number) => void;
}

/** What this app gives ComfyUI itself. Naming it again is allowed, and what the person wrote wins. */
const ours: Readonly<Record<string, string>> = {
  '--port': 'This app gives it from the setting comfyui.port; a value here wins over that.',
  '--listen': 'ComfyUI listens on this machine only unless this is given; the gateway has a setting of its own.',
  '--base-directory': 'This app gives it when the folder it opened needs it; a value here wins over that.',
  '--user-directory': 'This app gives it when the folder it opened needs it; a value here wins over that.',
  '--quick-test-for-ci': 'ComfyUI ends right after its start with this, so it never runs.',
};

function explain(option: ComfyOption): ComfyOption {
  const note = option.flags.flatMap((flag) => (Object.hasOwn(ours, flag) ? (ours[flag] ?? []) : []));
  return { ...option, help: [option.help, ...note].filter(Boolean).join(' ') };
}

/** Opens the arguments of one installation. */
export function createComfyArguments({ settings, options, keep, keepPort }: ComfyArgumentsSources): ComfyArguments {
  const check = async (text: string): Promise<void> => {
    const words = splitCommandLine(text);
    // What the app itself must understand, e.g. the port.
    planAddress({ ...settings, 'comfyui.arguments': text });
    checkArguments(words, (await options.read()).options);
  };
  return {
    async read() {
      const found = await options.read();
      return { arguments: settings['comfyui.arguments'], ...found, options: found.options.map(explain) };
    },
    check,
    async set(text) {
      await check(text);
      keep(text.trim());
    },
    setPort: keepPort,
  };
}
