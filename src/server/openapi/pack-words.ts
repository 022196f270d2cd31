import { unchanged, type PathWords } from './path-words';

/** The paths about packs in words. */
export const packWords: Readonly<Record<string, PathWords>> = {
  '/v2/customnode/getmappings': {
    tag: 'packs',
    summary: 'Which pack brings which nodes',
    description:
      'By registry id, else by repository: the names of the node classes, and what else is known. Answers carry an `ETag`; ' +
      'asked with `If-None-Match` an unchanged list is 304.',
    fields: {
      mode:
        'Where the data is taken from: fetched now (`remote`), the kept copy (`local`), or that copy while it is fresh (`cache`). ' +
        '`nickname`: names that belong to one pack are left out of the others.',
    },
    answers: { 200: { description: 'The map.', body: ['ManagerMappings'] }, ...unchanged },
    difference:
      '`mode` may be left out, as the specification says; in the reference that is 500. Installed packs that no list knows are in it too, so that ' +
      'their nodes are found without a network.',
  },
  '/v2/customnode/fetch_updates': {
    tag: 'packs',
    summary: 'Look for updates of the installed packs',
    description:
      'Asks the remote of every clone and the registry about every other pack, at the same time. Packs that are held at a commit are named, not moved.',
    answers: {
      200: { description: 'There are none.', body: ['PackUpdates'] },
      201: { description: 'There are some.', body: ['PackUpdates'] },
    },
    refusals: ['updates-unavailable', 'git-missing'],
    difference: 'Really looks, and names what it found; the reference answers 410 since it gave this path up.',
  },
  '/v2/customnode/update_impact': {
    tag: 'packs',
    summary: 'What an update of a pack would change',
    description:
      'Which node classes the version `to` of the pack `key` does not have any more, which take or give something else, which saved workflows use them, and what it asks for anew. ' +
      'Of a pack from the registry the registry says so; of a clone it is read from the Python files of both commits, of which only those are fetched that changed. Nothing is installed or run. ' +
      'What nobody can know before the download is null, and `nodesUnknown` says why.',
    answers: { 200: { description: 'The changes.', body: ['packs.updateRisk'] } },
    refusals: ['pack-not-found', 'version-not-found', 'git-failed', 'network-failed', 'download-failed'],
    difference: 'Not in the specification.',
  },
  '/v2/customnode/installed': {
    tag: 'packs',
    summary: 'The packs on disk',
    description: 'Enabled and disabled ones. A pack that is there twice is listed once: the enabled copy.',
    fields: { mode: '`default`: what is there now. `imported`: what was there when ComfyUI last started.' },
    answers: {
      200: { description: 'Packs by registry id, others by folder name.', body: ['InstalledPacksResponse'] },
      ...unchanged,
    },
    difference:
      'Registry packs are listed under their registry id; the reference uses the folder name, by which web UIs do not find them.',
  },
  '/v2/customnode/state': {
    tag: 'packs',
    summary: 'What every pack is to ComfyUI',
    description:
      'One value per pack, the same that the window shows. `loaded`: the process that runs, or ran last, has imported it as it is on disk. ' +
      '`waits-for-restart`: it was installed, changed, enabled, disabled or removed after that process had started. `did-not-load`: its import failed, ' +
      '`reason` says why, and `failure` is what ComfyUI printed. `disabled`. `not-run`: no start is known that would tell. Keys are those of `customnode/installed`; packs that were ' +
      'removed and that ComfyUI still has are in it too.',
    answers: { 200: { description: 'Every pack, plain folders and single files included.', body: ['packs.states'] } },
    difference: 'Not in the reference.',
  },
  '/v2/manager/packages': {
    tag: 'packs',
    summary: 'Who needs each Python package',
    description:
      'From the files of the environment; no Python is started. `needed`: ComfyUI or a pack, a disabled one too, leads to it. `protected`: it belongs to the hardware, installs packages, ' +
      'or stands on a list of yours. `hand`: a task named it. `package`: only other packages need it. `came`: a pack that is there brought it by its install.py. `unneeded`: the change of a ' +
      'pack brought it, and nobody needs it any more; a task `install-packages` with `remove` takes it away. `unknown`: nobody asks for it, and nobody knows who installed it. While ' +
      '`unread` names somebody whose needs cannot be read, nothing is `unneeded`.',
    answers: { 200: { description: 'Every installed package.', body: ['python.uses'] } },
    refusals: ['environment-missing'],
    difference: 'Not in the reference.',
  },
  '/v2/manager/packages/doctor': {
    tag: 'packs',
    summary: 'What is wrong with the Python environment',
    description:
      'From its files; no Python is started. Requirements that packages do not have of each other, packages that are recorded twice, whose files are missing or that were built for another ' +
      'Python, and what torch lacks of CUDA. Each has an `act`: `install` its `needs` or `reinstall` the package by a task `install-packages`, or a new environment. `accelerators` says of ' +
      'triton, xformers, flash-attention and insightface whether it is there and fits, else the line that fits, or why there is none.',
    answers: { 200: { description: 'What was found; no finding means that all is well.', body: ['python.doctor'] } },
    refusals: ['environment-missing'],
    difference: 'Not in the reference.',
  },
  '/v2/manager/caches': {
    tag: 'packs',
    summary: 'The caches that the tools of the installation fill',
    description:
      'Those of uv and pip by their own word, those of Hugging Face and torch hub by the variables that their libraries read. Measured now, for half a minute at most. Of `bytes`, ' +
      '`freeableBytes` come free: the rest are files of installed packages as well. A task `clean-cache` empties one, or removes `entries` of it.',
    answers: { 200: { description: 'Each cache that is there.', body: ['disk.caches'] } },
    difference: 'Not in the reference.',
  },
  '/v2/manager/packages/why': {
    tag: 'packs',
    summary: 'Why a Python package is installed',
    description: 'The lines that ask for it, the packages that need it, and what `/v2/manager/packages` says of it.',
    fields: { name: 'The package, in any spelling of its name.' },
    answers: { 200: { description: 'Who needs it.', body: ['python.why'] } },
    refusals: ['environment-missing', 'invalid-input'],
    difference: 'Not in the reference.',
  },
  '/v2/manager/packages/plan': {
    tag: 'packs',
    summary: 'What a change would do to the Python packages',
    description:
      'One resolve over ComfyUI, all enabled packs and what is asked for, by the tool that would install, with the torch that is installed and what is met now as hard ' +
      'constraints. Nothing is changed, and nothing is built: a package without a wheel, and what comes from an address, runs code of its own when it is built, so `unbuilt` names it ' +
      'and the outcome is `unknown`. `allow_build` builds and fetches it to know: that is a change, judged by the policy as a task is (`install-packages`, and `install-git-url` for ' +
      'addresses and for `pip`). A task that is given `plan_id` makes exactly these changes or stops. `impossible`: `conflict` names the smallest set that ' +
      'cannot live together, and each of `waysOut` was tried. Asked for nothing, it tells what all that is enabled lacks.',
    fields: {
      packs:
        'Packs to install or update; `to` as a task has it, the newest version when it is left out; `stays` for one that keeps its version. `optional_groups` as a task ' +
        'has them; a key may be written `pack[group,other]`.',
      comfyui:
        'ComfyUI at another version, as a task of the kind `update-comfyui` has it; empty for the one that the update policy leads to.',
      packages: 'Requirement lines of your own.',
      remove: 'Packages to take away.',
      without: 'Enabled packs that count as disabled.',
      leave_out: 'Requirement lines of the packs that are not to be installed.',
      requirement_policy: 'In place of the setting `python.requirementPolicy`, for this question.',
      environment:
        'The switch to this environment, and nothing else: the packages that are otherwise there, and what ComfyUI and enabled packs would lack.',
      allow_build: 'Build what has no wheel, and fetch from addresses, to know what it brings.',
    },
    answers: { 200: { description: 'The plan.', body: ['python.plan'] } },
    refusals: [
      'policy-denied',
      'environment-missing',
      'pack-not-found',
      'requirements-failed',
      'comfyui-not-git',
      'version-not-found',
      'git-failed',
    ],
    difference: 'Not in the reference.',
  },
  '/v2/customnode/import_fail_info': {
    tag: 'packs',
    summary: 'Why a pack did not import',
    description:
      'Read from the output of the last start of ComfyUI. `cnr_id` is a registry id or a folder name, `url` an address or `owner/repo`.',
    answers: { 200: { description: 'What ComfyUI said.', body: ['ImportFailure'] } },
    refusals: ['import-failure-not-found'],
    difference: 'Answers GET as well, since a web UI asks so. Malformed JSON is 400, not 500.',
  },
  '/v2/customnode/import_fail_info_bulk': {
    tag: 'packs',
    summary: 'Why packs did not import',
    description: 'One key for every value asked; `null` where nothing failed. At least one list has to name something.',
    answers: {
      200: { description: 'Failures by the value that was asked.', body: ['ImportFailInfoBulkResponse'] },
    },
    examples: {
      ids: { summary: 'By registry id', value: { cnr_ids: ['comfyui-impact-pack', 'comfyui-custom-scripts'] } },
      urls: { summary: 'By address', value: { urls: ['https://github.com/ltdrdata/ComfyUI-Impact-Pack'] } },
    },
    difference: '`traceback` holds the traceback; in the reference it is always empty. Malformed JSON is 400, not 500.',
  },
};
