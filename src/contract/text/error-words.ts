import type { ErrorCode } from '../errors';

/** What a code means to whoever gets it, and what can be done about it in general; the answer itself speaks of the case. */
interface ErrorWords {
  /** The end of a sentence that begins with the code. */
  meaning: string;
  /** One whole sentence, sometimes two. */
  remedy: string;
}

const archives = {
  'archive-invalid': {
    meaning: 'a pack archive cannot be read: it is incomplete, or not a zip',
    remedy:
      'Try again. If it fails again, the file is damaged on the server: tell the author, or install another version.',
  },
  'archive-too-large': {
    meaning: 'a pack archive unpacks to more than the limits allow',
    remedy: 'If you trust it, raise `archive.maxBytes`, `archive.maxEntries` or `archive.maxRatio`.',
  },
  'archive-unsafe': {
    meaning: 'a pack archive holds a path or a link that leads out of its folder; nothing was unpacked',
    remedy: 'Tell the author of the pack, or install another version.',
  },
} as const satisfies Partial<Record<ErrorCode, ErrorWords>>;

const requests = {
  'body-too-large': {
    meaning: 'the body has more than 1 MiB',
    remedy: 'Send less in one request.',
  },
  cancelled: {
    meaning: 'it was cancelled, by you or because the app or the folder closed',
    remedy: 'Nothing is left half done. Order it again if you still want it.',
  },
  'content-type-refused': {
    meaning: 'only application/json is read, and nothing a form can send',
    remedy: 'Send the body as `application/json` without compression, or send none.',
  },
  'duplicate-task': {
    meaning: 'a task of this id waits or runs',
    remedy: 'Give each task its own `ui_id`.',
  },
  'headers-too-large': {
    meaning: 'address and headers of the request are too large',
    remedy: 'Send long values in a JSON body.',
  },
  internal: {
    meaning: 'something in the app failed that should not have failed',
    remedy: 'Copy the details and report it. The queue continues.',
  },
  'invalid-input': {
    meaning: 'the request cannot be used; `details` names each wrong field',
    remedy: 'Correct what the answer names. The fields of each path are in the API page at `/v2/docs`.',
  },
  'method-not-allowed': {
    meaning: 'the path does not answer this method',
    remedy: 'Use one of the methods that the header `Allow` of the answer names.',
  },
  'not-found': {
    meaning: 'there is nothing at this path',
    remedy: 'The paths are listed at `/v2/docs`.',
  },
  'not-shown': {
    meaning: 'the window shows another installation now, so nothing was done',
    remedy: 'Check which installation is shown, and order it again.',
  },
  'not-trusted': {
    meaning: 'this can only be done in the window of the app',
    remedy: 'Do it there: permissions and `config.ini` as a whole are under Settings.',
  },
  'not-remote': {
    meaning: 'this needs the machine of the installation itself, and the installation that is shown is on another one',
    remedy: 'Do it on that machine: in the app there, or on its command line.',
  },
  'origin-refused': {
    meaning:
      'the request came from a page of another site, or used a name that does not belong to this app; or it would change something, and came neither from a page of this app nor from a program',
    remedy:
      'Call `127.0.0.1` or `localhost`, without the headers of a browser. For another name see `gateway.allowedHosts`.',
  },
  'policy-denied': {
    meaning: 'the policy does not allow it; the answer names the rule, the level, the risk and what would allow it',
    remedy:
      'In the window, allow it once or for 15 minutes. For scripts, change `security_level` or `network_mode` in `config.ini`, as the answer says.',
  },
  'request-timeout': {
    meaning: 'the request did not arrive completely in time',
    remedy: 'Send it again.',
  },
  'token-required': {
    meaning:
      'a program needs a token (`Authorization: Bearer TOKEN`) to change something from another machine or by a name of the network, and to call an operation by its name',
    remedy: 'Make one in Settings > Security, and send it as `Authorization: Bearer TOKEN`.',
  },
  'too-many-connections': {
    meaning: 'too many connections are open',
    remedy: 'Close some, or keep one open for all requests.',
  },
} as const satisfies Partial<Record<ErrorCode, ErrorWords>>;

const comfyui = {
  'bisect-impossible': {
    meaning: 'the search for the pack that breaks ComfyUI is not possible here; the answer says why',
    remedy: 'Do what the answer says: often an update of ComfyUI, which needs `--whitelist-custom-nodes`.',
  },
  'bisect-over': {
    meaning: 'the start that was judged is over, or no start waits for an answer',
    remedy: 'Read `/v2/comfyui_manager/bisect` for the start that is under way, and judge that one.',
  },
  'bisect-running': {
    meaning: 'the search for the pack that breaks ComfyUI is under way, and needs ComfyUI for itself',
    remedy: 'Wait until it has ended, or cancel it. ComfyUI is then started again as it was.',
  },
  'comfyui-not-git': {
    meaning: 'this ComfyUI is not a git clone, so it has no versions to choose from',
    remedy: 'Update it the way it was installed, or use a git clone of ComfyUI.',
  },
  'comfyui-not-ours': {
    meaning: 'this ComfyUI was started by another program',
    remedy: 'End it there, then start it from the app; or set another `comfyui.port`.',
  },
  'comfyui-start-failed': {
    meaning: 'ComfyUI ended while it started; the answer has its last lines',
    remedy: 'Read them, or the log under ComfyUI. After a change of packs, undo the last one there.',
  },
  'comfyui-unreachable': {
    meaning: 'ComfyUI does not answer',
    remedy: 'Start it, or wait until it has started; its state is at `/v2/comfyui_manager/status`.',
  },
  'import-failure-not-found': {
    meaning: 'the pack is unknown, or was imported',
    remedy: 'Start ComfyUI once since the pack was installed, then ask again.',
  },
  'lean-impossible': {
    meaning: 'ComfyUI cannot be started with a part of its packs; the answer says why',
    remedy: 'Do what the answer says: often an update of ComfyUI, which needs `--whitelist-custom-nodes`.',
  },
  'local-changes': {
    meaning: 'files that you changed would be overwritten; nothing was done',
    remedy:
      'Commit, move or undo the edits in the folder that the answer names, then try again. The update of a pack takes `edited_files`, which says what becomes of them.',
  },
  'variable-not-found': {
    meaning: 'the installation has no environment variable of that name',
    remedy: 'Read the list of variables again.',
  },
  'variable-refused': {
    meaning: 'the environment variable would lead programs elsewhere, or is given by the app itself',
    remedy: 'Leave it out, or change the setting that the answer names.',
  },
  'version-not-found': {
    meaning: 'there is no such version, or it was withdrawn',
    remedy: 'Choose another one of the list, or `nightly`.',
  },
} as const satisfies Partial<Record<ErrorCode, ErrorWords>>;

const installation = {
  'config-unreadable': {
    meaning: 'a file with settings, such as `config.ini`, cannot be read',
    remedy: 'Correct the file that the answer names, or remove it.',
  },
  'demo-failed': {
    meaning: 'the demo could not be built or opened',
    remedy: 'Close open folders first. A packaged app carries no demo: it needs a checkout of the source.',
  },
  'data-newer': {
    meaning:
      'a newer version of this app has written the folder, in a form that this one does not know; nothing in it was changed',
    remedy: 'Start that version, or a newer one.',
  },
  'disk-full': {
    meaning: 'there is no space on the disk',
    remedy: 'Free some: Home > Disk says who takes how much and what can go. Nothing was changed.',
  },
  'update-failed': {
    meaning: 'a newer version of this app could not be found, downloaded or installed; this version continues to work',
    remedy: 'Try again when the network is available, or download it from the page of releases.',
  },
  'update-refused': {
    meaning: 'the app is not updated while the queue works or a ComfyUI that it started runs',
    remedy: 'Wait for the queue, stop ComfyUI, and try again.',
  },
  'environment-missing': {
    meaning: 'no Python was found for this installation, or none that works',
    remedy: 'Make or repair a virtual environment `venv` in the ComfyUI folder, or name one in `python.interpreter`.',
  },
  'environment-refused': {
    meaning: 'an environment was not made, used or removed, for the reason in the message',
    remedy: 'Do what the answer says, and try again.',
  },
  'file-held': {
    meaning: 'another program uses a file that has to be moved',
    remedy: 'Stop ComfyUI, or close the program that uses the file, and try again.',
  },
  'folder-unreadable': {
    meaning: 'a folder of the installation cannot be read',
    remedy: 'Make it a folder that your account may read.',
  },
  'installation-busy': {
    meaning: 'a task runs there, or the folder is still open',
    remedy: 'Wait until it has ended or cancel it in Activity; close the folder first where the answer says so.',
  },
  'installation-in-use': {
    meaning: 'the folder is open in another ComfyUI Manager Desktop, which may be on another machine or in a container',
    remedy: 'Use it there, or close the folder there.',
  },
  'installation-missing': {
    meaning: 'no ComfyUI folder is open',
    remedy: 'Choose one in the window, or start the app with `--comfyui FOLDER`.',
  },
  'not-writable': {
    meaning: 'this account may not write there, or something else is in the way',
    remedy: 'Give your account the right to write in the folder that the answer names, or move what is in the way.',
  },
  'path-outside-root': {
    meaning: 'a path or a link leads out of the folder in which the work was allowed',
    remedy: 'Use a plain path below that folder. When a pack brings it, report it to its author.',
  },
  'port-unavailable': {
    meaning: 'the port is used by another program',
    remedy: 'Choose another with `--port`, or 0 for any free one; or close the program that uses it.',
  },
  'preference-refused': {
    meaning: 'the system does not let the app set this, for instance to start with the session',
    remedy: 'Allow it in the settings of the system, or leave it off.',
  },
  'transfer-invalid': {
    meaning: 'a file to import is damaged, incomplete, too large or of a newer version; nothing was changed',
    remedy: 'Export it again, or update this app when the file is of a newer one.',
  },
} as const satisfies Partial<Record<ErrorCode, ErrorWords>>;

const network = {
  'catalogue-unavailable': {
    meaning: 'there is neither a list nor a saved copy of one',
    remedy: 'Check the network, `network.proxy` and the `hosts.` settings; the list is read again by itself.',
  },
  'channel-invalid': {
    meaning: 'there is no channel of that name',
    remedy: 'Use one of those that the answer names; further ones are lines of `channels.list`.',
  },
  'command-failed': {
    meaning: 'a program that the app called, such as git or pip, ended with an error',
    remedy: 'Read the last lines of the answer and the log of the task.',
  },
  'download-failed': {
    meaning: 'a server refused a file or sent something other than the file',
    remedy: 'Check the address, and the token under Settings > Accounts where the file needs one.',
  },
  'download-stalled': {
    meaning: 'a server went silent in the middle',
    remedy:
      'Try again: the download of a model goes on where it was. On a slow network raise `downloads.stallSeconds`.',
  },
  'git-failed': {
    meaning: 'git refused: the repository, its remote or the address is not as it should be',
    remedy: 'Read the message of git in the answer, and check the address and the repository that it names.',
  },
  'git-missing': {
    meaning: 'there is no git on this computer',
    remedy: 'Install it (git-scm.com), or name it as `git_exe` in `config.ini`.',
  },
  'network-failed': {
    meaning: 'a host could not be reached, or `network_mode = offline` does not allow asking',
    remedy:
      'Check the network, `network.proxy` and the `hosts.` settings, or set `network_mode = public` in `config.ini`.',
  },
  'outcome-unknown': {
    meaning:
      'the line to the machine of the installation broke before it had answered, so it is not known whether the change was made',
    remedy: 'Look whether it was made when the line is back, before you order it again.',
  },
  'not-served': {
    meaning: 'no running app of this account has the folder open',
    remedy: 'Open it in the app, or start `cmdesk serve` for it (`cmdesk door --start` does).',
  },
  'ssh-failed': {
    meaning: 'another machine could not be entered by `ssh`, or has no `cmdesk`',
    remedy:
      'Do what the message says: accept the key of that machine, let a key of yours in there, or install the app there.',
  },
  'remote-unfit': {
    meaning:
      'what answers at the address of another machine is not this app, or a version that this one cannot speak with',
    remedy: 'Check the address, and install the same version on both machines.',
  },
  'remote-unreachable': {
    meaning: 'the machine on which the installation is could not be reached',
    remedy: 'Check the address, and whether the app or `cmdesk serve` runs there and may be reached from here.',
  },
  'updates-unavailable': {
    meaning: 'no host could be asked about updates',
    remedy: 'Check the network and the `hosts.` settings, then try again.',
  },
} as const satisfies Partial<Record<ErrorCode, ErrorWords>>;

const packsAndModels = {
  'install-script-failed': {
    meaning: "a pack's `install.py` failed; the pack was removed again",
    remedy: 'Read the log of the task: what the script needs is often named in its last lines.',
  },
  'model-exists': {
    meaning: 'another file of that name is there, and was left as it is',
    remedy: 'Rename or remove it and install again, or keep it.',
  },
  'model-invalid': {
    meaning: 'the file that arrived is not a usable model',
    remedy: 'Check the address. If it is right, the file is damaged on the server.',
  },
  'model-not-found': {
    meaning: 'there is no such model in this installation',
    remedy: 'Read the list of models again.',
  },
  'pack-exists': {
    meaning: 'a folder of that name is there, and is not this pack',
    remedy: 'Rename or remove that folder, then try again.',
  },
  'pack-held': {
    meaning: 'the pack is held at its version',
    remedy: 'Release the hold in its details, or choose a version to install.',
  },
  'pack-not-found': {
    meaning: 'neither the registry nor the channel has this pack',
    remedy: 'Check the name, refresh the catalogue, or install it by the address of its git repository.',
  },
  'pack-not-installed': {
    meaning: 'the pack is not installed, or not enabled',
    remedy: 'Check the name, or install or enable it first.',
  },
  'pack-protected': {
    meaning: 'it is ComfyUI-Manager itself, which is never changed from here',
    remedy: 'Install, update or remove ComfyUI-Manager yourself, outside of this app.',
  },
  'packages-protected': {
    meaning:
      'the install.py of a pack changed packages that others need (torch, CUDA, numpy, or a package of another pack); all of it was restored',
    remedy: 'Install it again with `keep_packages`, or use the pack in a separate environment.',
  },
  'plan-changed': {
    meaning: 'the Python packages would not change as it was approved, so nothing was changed',
    remedy: 'Ask for the plan again and look at it; the answer has the `plan_id` that it has now.',
  },
  'profile-exists': {
    meaning: 'another set of packs has that name, and was left as it is',
    remedy: 'Give another name, or overwrite it with `replace`.',
  },
  'profile-not-found': {
    meaning: 'no set of packs has that name',
    remedy: 'Read the list of profiles again.',
  },
  'requirements-conflict': {
    meaning: 'the Python packages of two packs cannot be met together; nothing was changed',
    remedy: 'Disable the other pack that the answer names, or replace a line in `pip_overrides.json`.',
  },
  'requirements-failed': {
    meaning: 'Python packages were not installed, and the packages that were there before are restored',
    remedy: 'Read the log of the task, which has all that pip or uv said.',
  },
  'verification-failed': {
    meaning: 'the result was checked and is not what was ordered; it was undone',
    remedy: 'Read the log of the task and try again.',
  },
  'workflow-unreadable': {
    meaning: 'the file contains no workflow that can be read',
    remedy: 'Save it again in ComfyUI with "Save" or "Export (API)", or use a picture that ComfyUI saved.',
  },
} as const satisfies Partial<Record<ErrorCode, ErrorWords>>;

const pastAndQueue = {
  'history-not-found': {
    meaning: 'there is no batch record of that name',
    remedy: 'Ask `manager/queue/history_list` for those that there are.',
  },
  'history-unreadable': {
    meaning: 'the batch records cannot be read',
    remedy: 'Look at the file or folder that the answer names.',
  },
  'queue-busy': {
    meaning: 'the queue is at work or paused',
    remedy: 'Try again when it has ended, or resume it; a task of kind `update-all` waits its turn.',
  },
  'restore-incomplete': {
    meaning: 'a part of a snapshot was not restored; each item says what became of it',
    remedy: 'Read the reasons, fix what they name, and restore again: what is already right stays.',
  },
  'setup-missing': {
    meaning: 'there is no unfinished installation of ComfyUI to continue',
    remedy: 'Start a new one.',
  },
  'setup-refused': {
    meaning: 'ComfyUI cannot be installed in this folder; nothing was changed',
    remedy: 'Choose an empty folder, or a new name, in a place where you may write.',
  },
  'setup-running': {
    meaning: 'an installation of ComfyUI is under way, or unfinished',
    remedy: 'Wait until it has ended, continue it, or cancel it.',
  },
  'snapshot-exists': {
    meaning: 'another snapshot has that name, and stays as it is',
    remedy: 'Give this one another name.',
  },
  'snapshot-failed': {
    meaning: 'the snapshot could not be taken, read or written',
    remedy: 'Look at the file or folder that the answer names, and try again.',
  },
  'snapshot-not-found': {
    meaning: 'there is no snapshot of that name',
    remedy: 'Choose one of `snapshot/getlist`.',
  },
  'task-not-found': {
    meaning: 'no such task waits or runs',
    remedy: 'It may have ended already: look in the history.',
  },
  'trash-failed': {
    meaning: 'the trash of the system did not take a file, which was left where it is',
    remedy: 'Delete its file yourself, in its folder.',
  },
  'trash-refused': {
    meaning:
      'the trash of the installation cannot keep this model, so removing it could not be undone; it was left where it is',
    remedy: 'Remove it in the window, which offers the trash of the system, or raise `trash.maxBytes`.',
  },
  'undo-impossible': {
    meaning: 'later changes depend on this one, or what it needs is no longer in the trash',
    remedy: 'Undo the later changes first, or restore the snapshot from before it.',
  },
} as const satisfies Partial<Record<ErrorCode, ErrorWords>>;

/** Every code, by what it is about. What `docs/errors.md` and the published document say of codes comes from here. */
export const errorChapters = {
  'Requests and the right to make them': requests,
  'Installation, disk and ports': installation,
  'Network, catalogue and git': network,
  'Packs, Python packages and models': packsAndModels,
  Archives: archives,
  ComfyUI: comfyui,
  'Queue, history, snapshots and undo': pastAndQueue,
};

/** The words of each code. A code without any does not compile. */
export const errorWords: Record<ErrorCode, ErrorWords> = {
  ...archives,
  ...requests,
  ...comfyui,
  ...installation,
  ...network,
  ...packsAndModels,
  ...pastAndQueue,
};
