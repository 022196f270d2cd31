import type { Risk } from '../../contract/policy';
import type { ManagerConfig } from '../../contract/settings';

/** One operation of the policy: what it is called, what it risks, and what decides in place of the level. */
interface TableRow {
  /** What is done, as the beginning of a sentence. */
  what: string;
  risk: Risk;
  /** A switch in config.ini that decides instead of the level (docs/reference/on-the-wire.md 10). */
  flag: keyof ManagerConfig | null;
  /** The person at this machine does it through the app's own window, tray and command line, whatever the level: it is theirs. */
  isOwn?: true;
}

/** The one table: what each operation risks (docs/reference/on-the-wire.md 9, as since 4.3). Both doors and the worker ask it; there is no way around it. */
export const policyTable = {
  'install-registry': { what: 'Installing a pack from the registry', risk: 'middle', flag: null },
  'install-nightly': { what: 'Installing the newest commit of a pack', risk: 'middle+', flag: null },
  'install-git-url': {
    what: 'Installing from a git address or an archive that no list names',
    risk: 'high+',
    flag: 'allow_git_url_install',
  },
  'install-packages': { what: 'Installing Python packages by name', risk: 'high+', flag: 'allow_pip_install' },
  /** Brings back what was there before an interrupted change, and nothing else. */
  'repair-packages': { what: 'Repairing Python packages', risk: 'low', flag: null },
  /** Of the lines of ComfyUI and enabled packs alone those that nothing meets: what `fix` does for one pack, for whoever may start ComfyUI here. */
  'install-lacking': { what: 'Installing the Python packages that packs lack', risk: 'high+', flag: null, isOwn: true },
  'install-flagged': {
    what: 'Installing a version that the registry has flagged',
    risk: 'high',
    flag: 'allow_flagged_nodepack_install',
  },
  uninstall: { what: 'Uninstalling a pack', risk: 'middle', flag: null },
  update: { what: 'Updating a pack', risk: 'low', flag: null },
  /** Runs what an update would bring, beside what is installed. */
  'rehearse-updates': { what: 'Trying updates of packs aside', risk: 'low', flag: null },
  fix: { what: 'Reinstalling the requirements of a pack', risk: 'high+', flag: null },
  enable: { what: 'Enabling a pack', risk: 'low', flag: null },
  disable: { what: 'Disabling a pack', risk: 'low', flag: null },
  'update-all': { what: 'Updating all packs', risk: 'middle+', flag: null },
  'update-comfyui': { what: 'Updating ComfyUI', risk: 'low', flag: null },
  'switch-comfyui': { what: 'Switching the version of ComfyUI', risk: 'high+', flag: null },
  'install-model': { what: 'Downloading a model', risk: 'middle+', flag: null },
  /** Formats that can carry code (pickle), from an address that the model list does not name. */
  'install-model-unsafe': {
    what: 'Downloading a model in a format that can carry code, from an address that no list names,',
    risk: 'high+',
    flag: null,
  },
  /** To the trash, from where an undo brings it back: what a person may do with their own files anyhow. */
  'remove-model': { what: 'Removing a model', risk: 'middle', flag: null, isOwn: true },
  /** By renames inside of the model folders and to the trash, which an undo takes back. */
  'arrange-models': { what: 'Moving, renaming or linking models', risk: 'middle', flag: null, isOwn: true },
  /** Names a folder of this machine to ComfyUI, which lists what lies there, and loads it. */
  'use-models-folder': { what: 'Using another folder of models', risk: 'high+', flag: null, isOwn: true },
  'save-snapshot': { what: 'Saving a snapshot', risk: 'low', flag: null },
  'remove-snapshot': { what: 'Removing a snapshot', risk: 'middle', flag: null },
  'restore-snapshot': { what: 'Restoring a snapshot', risk: 'middle+', flag: null },
  /** Of our own trash, staging and kept copies, and of caches whose programs fetch what they need again. */
  'clean-disk': { what: 'Emptying the trash and caches', risk: 'middle', flag: null },
  'change-settings': { what: 'Changing settings', risk: 'middle', flag: null },
  /** In the window of this app, where the person at this machine sits; no other door has the operations of this row. */
  'change-own-settings': { what: 'Changing settings in the window', risk: 'low', flag: null },
  /** Some of them can lead a program elsewhere, e.g. to another host for its models. */
  'change-variables': { what: 'Changing environment variables', risk: 'high+', flag: null, isOwn: true },
  /** Makes one, uses another one, removes one: Python, torch and all packages of ComfyUI at once. */
  'change-environment': { what: 'Changing the Python environment of ComfyUI', risk: 'high+', flag: null, isOwn: true },
  /** Runs what is installed and changes nothing; the page that stands in for the web UI has the button for it. */
  'start-comfyui': { what: 'Starting ComfyUI', risk: 'low', flag: null },
  /** Ends what runs, for a render of somebody else too. */
  'control-comfyui': { what: 'Stopping or restarting ComfyUI', risk: 'middle', flag: null, isOwn: true },
  'queue-control': { what: 'Controlling the queue', risk: 'low', flag: null },
  read: { what: 'Looking at anything', risk: 'low', flag: null },
} as const satisfies Record<string, TableRow>;

export type PolicyOperation = keyof typeof policyTable;

/** What the table says of a row, in the form that all rows have. */
export function readRow(operation: PolicyOperation): TableRow & { flag: PolicyFlag | null } {
  return policyTable[operation];
}

type PolicyFlag = NonNullable<(typeof policyTable)[PolicyOperation]['flag']>;

/** Whether a text names a row of the policy table. */
export function isPolicyOperation(name: string): name is PolicyOperation {
  return Object.hasOwn(policyTable, name);
}
