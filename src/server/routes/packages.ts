import { row, textOf, type Row } from '../http/route-row';

/** The Python packages of the environment: what is wrong with them, who needs them, what a change would bring, and what their caches take. */
export const packageRoutes: readonly Row[] = [
  row({
    path: '/v2/manager/packages/doctor',
    operation: 'python.doctor',
    words: {
      tag: 'packs',
      summary: 'What is wrong with the Python environment',
      description:
        'From its files; no Python is started. Requirements that packages do not have of each other, packages that are recorded twice, whose files are missing or that were built for another ' +
        'Python, and what torch lacks of CUDA. Each has an `act`: `install` its `needs` or `reinstall` the package by a task `install-packages`, or a new environment. `accelerators` says of ' +
        'triton, xformers, flash-attention and insightface whether it is there and fits, else the line that fits, or why there is none. `unmet` has the lines of ComfyUI and of enabled packs that ' +
        'the packages do not meet, which a start would find. The setting `comfyui.checkBeforeStart` says only whether the window asks about them before it.',
      answers: {
        200: {
          description: 'What was found; no finding and nothing unmet means that all is well.',
          body: ['python.doctor'],
        },
      },
      refusals: ['environment-missing'],
      difference: 'Not in the reference.',
    },
  }),
  row({
    path: '/v2/manager/packages/unmet',
    operation: 'python.unmet',
    words: {
      tag: 'packs',
      summary: 'What ComfyUI and its packs lack',
      description:
        'The part `unmet` of `/v2/manager/packages/doctor`, without the time that the rest takes: what to ask before a start of ComfyUI.',
      answers: { 200: { description: 'The lines that the installed packages do not meet.', body: ['python.unmet'] } },
      refusals: ['environment-missing'],
      difference: 'Not in the reference.',
    },
  }),
  row({
    path: '/v2/manager/caches',
    operation: 'disk.caches',
    words: {
      tag: 'packs',
      summary: 'The caches that the tools of the installation fill',
      description:
        'Those of uv and pip by their own word, those of Hugging Face and torch hub by the variables that their libraries read. Measured now, for half a minute at most. Of `bytes`, ' +
        '`freeableBytes` come free: the rest are files of installed packages as well. A task `clean-cache` empties one, or removes `entries` of it.',
      answers: { 200: { description: 'Each cache that is there.', body: ['disk.caches'] } },
      difference: 'Not in the reference.',
    },
  }),
  row({
    path: '/v2/manager/packages',
    operation: 'python.uses',
    words: {
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
  }),
  row({
    path: '/v2/manager/packages/why',
    operation: 'python.why',
    input: ({ query }) => ({ name: textOf(query, 'name') }),
    words: {
      tag: 'packs',
      summary: 'Why a Python package is installed',
      description: 'The lines that ask for it, the packages that need it, and what `/v2/manager/packages` says of it.',
      fields: { name: 'The package, in any spelling of its name.' },
      answers: { 200: { description: 'Who needs it.', body: ['python.why'] } },
      refusals: ['environment-missing', 'invalid-input'],
      difference: 'Not in the reference.',
    },
  }),
  row({
    path: '/v2/manager/packages/plan',
    operation: 'python.plan',
    methods: ['POST'],
    // To build runs code: whatever does not clearly say no to it is judged as a change.
    when: ({ body }) => body.allow_build !== undefined && body.allow_build !== false,
    mutates: true,
    input: ({ body }) => body,
    words: {
      tag: 'packs',
      summary: 'What a change would do to the Python packages',
      description:
        'One resolve over ComfyUI, all enabled packs and what is asked for, by the tool that would install, with the torch that is installed and what is met now as hard ' +
        'constraints. Nothing is changed, and nothing is built: a package without a wheel, and what comes from an address, runs code of its own when it is built, so `unbuilt` names it ' +
        'and the outcome is `unknown`. So it is where the newest version leads to one, and wheels alone would bring an older version (`older`). `allow_build` builds and fetches it to know: that is a change, judged by the policy as a task is (`install-packages`, and `install-git-url` for ' +
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
  }),
  row({
    path: '/v2/manager/packages/plan',
    operation: 'python.plan',
    methods: ['POST'],
    input: ({ body }) => body,
    words: null,
  }),
];
