import { msg } from '../../contract/text/message';
import type { CommandRow } from './row';

const bisectCommands: readonly CommandRow[] = [
  {
    path: 'comfy bisect begin',
    words: msg`Begins the search for the pack that breaks ComfyUI, by starts with a part of the packs.`,
    example: 'comfy bisect begin start',
    operation: 'bisect.begin',
    positionals: ['question'],
    isOfRunningCore: true,
  },
  {
    path: 'comfy bisect view',
    words: msg`Tells how far the search for the pack that breaks ComfyUI has come.`,
    operation: 'bisect.view',
    isOfRunningCore: true,
  },
  {
    path: 'comfy bisect answer',
    words: msg`Says whether a start of the search was good or bad.`,
    example: 'comfy bisect answer 2 bad',
    operation: 'bisect.answer',
    positionals: ['start', 'verdict'],
    isOfRunningCore: true,
  },
  {
    path: 'comfy bisect cancel',
    words: msg`Ends the search, and starts ComfyUI as it was.`,
    operation: 'bisect.cancel',
    isOfRunningCore: true,
  },
];

/** ComfyUI itself. */
export const comfyCommands: readonly CommandRow[] = [
  {
    path: 'comfy start',
    words: msg`Starts ComfyUI.`,
    example: 'comfy start --mode bare',
    operation: 'comfyui.start',
    isOfRunningCore: true,
  },
  {
    path: 'comfy stop',
    words: msg`Stops ComfyUI.`,
    operation: 'comfyui.stop',
    isOfRunningCore: true,
  },
  {
    path: 'comfy status',
    words: msg`Tells whether ComfyUI runs, where, and in which version.`,
    operation: 'comfyui.status',
  },
  {
    path: 'comfy log',
    words: msg`Shows the newest lines that ComfyUI has printed.`,
    example: 'comfy log --limit 50',
    operation: 'comfyui.log',
    isOfRunningCore: true,
    lists: [{ rows: 'lines', columns: ['at', 'text'] }],
  },
  {
    path: 'comfy versions',
    words: msg`Lists the versions of ComfyUI, and which one is here.`,
    example: 'comfy versions --mode remote',
    operation: 'comfyui.releases',
    lists: [{ rows: 'releases', columns: ['version', 'date', 'isCurrent', 'isNewest', 'commit'] }],
  },
  {
    path: 'comfy switch',
    words: msg`Switches ComfyUI to another version.`,
    example: 'comfy switch v0.3.60',
    task: 'update-comfyui',
    positionals: ['target_version'],
    plan: { operation: 'python.plan', input: { comfyui: { target_version: 'target_version' } } },
  },
  ...bisectCommands,
];

/** What is about the program itself, and every operation that has no command of its own. */
export const ownCommands: readonly CommandRow[] = [
  {
    path: 'serve',
    words: msg`Serves a ComfyUI folder without a window, until it is ended.`,
    example: 'serve --comfyui /srv/ComfyUI --launch',
    own: 'serve',
  },
  {
    path: 'open',
    words: msg`Shows the window of the app that has the folder open, else the web UI of its ComfyUI in the browser.`,
    own: 'open',
  },
  {
    path: 'door',
    words: msg`Prints address and token of the app that has a folder open.`,
    example: 'door --json --start',
    own: 'door',
  },
  {
    path: 'doctor',
    words: msg`Looks at everything that keeps ComfyUI from working: packs, Python packages, the last start.`,
    own: 'doctor',
  },
  {
    path: 'call',
    words: msg`Calls an operation by its name, with its input as JSON.`,
    example: `call packs.versions '{"key":"tidy-latents"}'`,
    own: 'call',
    positionals: ['name', 'input'],
  },
  {
    path: 'mcp',
    words: msg`Offers the commands as tools to an agent, over standard input and output.`,
    example: 'mcp --allow change',
    own: 'mcp',
  },
  {
    path: 'completion',
    words: msg`Prints what lets a shell complete the words of this program.`,
    example: 'completion bash',
    own: 'completion',
    positionals: ['shell'],
  },
];
