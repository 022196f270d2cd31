import { alsoByGet, done, unchanged, type PathWords } from './path-words';

const notInReference = 'Not in the reference, which cannot start ComfyUI.';
const itsProfiles = {
  200: { description: 'The profiles, by name, and the one that the next start takes.', body: ['Profiles'] },
};
const itsVariables = { 200: { description: 'The variables, by name.', body: ['Variables'] } };
const itsView = { 200: { description: 'The search as it stands.', body: ['BisectView'] } };

function bisectPageWords(summary: string, body: string): PathWords {
  return {
    tag: 'comfyui',
    summary,
    description:
      'On this page a person judges the starts of a search: a bar, and below it, in a frame, the web UI of the start.',
    answers: { 200: { description: 'The file.', body }, ...unchanged },
    difference: notInReference,
  };
}

/** The paths of ComfyUI and of models in words. */
export const comfyWords: Readonly<Record<string, PathWords>> = {
  '/v2/comfyui_manager/comfyui_versions': {
    tag: 'comfyui',
    summary: 'Versions of ComfyUI to switch to',
    description: '`nightly` first, then releases, newest first.',
    answers: { 200: { description: 'The versions, and the one that is there.', body: ['ComfyUIVersions'] } },
    refusals: ['comfyui-not-git'],
  },
  '/v2/comfyui_manager/comfyui_switch_version': {
    tag: 'comfyui',
    summary: 'Put a switch to another version of ComfyUI into the queue',
    description:
      '`ver` is a release, a commit or `nightly`. Local changes are kept aside by name. A switch that fails is undone as a whole. With `plan_id` or `only_new` it stops where the packages would change otherwise than `/v2/manager/packages/plan` has told.',
    answers: { 200: done('The task is in the queue.') },
    refusals: ['policy-denied', 'duplicate-task'],
    difference:
      'Takes the query by GET, as the specification has it, and a JSON body by POST, as the reference does. The policy decides for the task as well; in the reference `queue/task` is a way around it. ' +
      'A 400 has the form of all failures here, `details` included; the reference answers the text `Invalid JSON body`, `{"error":"Validation error","details":[…]}`, or nothing.',
  },
  '/v2/comfyui_manager/forecast': {
    tag: 'comfyui',
    summary: 'What another version of ComfyUI would break',
    description:
      'Which enabled packs take something from the installed ComfyUI that the version `ver` does not have, with the commit that took it away; whose requirements do not fit; ' +
      'whose node classes that version brings itself. Reads packs and both versions as they lie on disk: nothing is changed, no remote is asked, no code is run, and ComfyUI need not run.',
    answers: { 200: { description: 'The forecast.', body: ['comfyui.forecast'] } },
    refusals: ['comfyui-not-git', 'version-not-found', 'environment-missing', 'git-failed', 'command-failed'],
    difference: notInReference,
  },
  '/v2/comfyui_manager/status': {
    tag: 'comfyui',
    summary: 'Whether ComfyUI runs',
    description: 'With the imports of its last start and its last lines.',
    answers: { 200: { description: 'Its state.', body: ['ComfyUIStatus'] } },
    difference: 'Not in the reference, which runs inside of ComfyUI.',
  },
  '/v2/comfyui_manager/start': {
    tag: 'comfyui',
    summary: 'Start ComfyUI',
    description:
      'With the interpreter of the installation, on its port. Answers as soon as the process is there: `starting`, and `running` once it serves. ' +
      'Every security level allows it: what is installed is started, and nothing is changed. With a mode it restarts what runs in another one, which needs what a restart needs. ' +
      'The mode `lean` loads only the packs of a kept `profile`, or `packs`; every later start and restart does so too, until the mode `normal` or `bare` is asked for.',
    answers: { 200: { description: 'Its state.', body: ['ComfyUIStatus'] } },
    refusals: [
      ...(['policy-denied', 'bisect-running', 'comfyui-not-ours', 'comfyui-start-failed'] as const),
      ...(['environment-missing', 'lean-impossible', 'profile-not-found'] as const),
    ],
    examples: {
      lean: { summary: 'Only the packs of a profile', value: { mode: 'lean', profile: 'Portraits' } },
      packs: { summary: 'Only these packs', value: { mode: 'lean', packs: ['ComfyUI-Impact-Pack'] } },
    },
    difference: 'Not in the reference, which runs inside of ComfyUI.',
  },
  '/v2/comfyui_manager/stop': {
    tag: 'comfyui',
    summary: 'Stop ComfyUI',
    description:
      'It is asked to end; what is left of its process tree after that is killed. Refused at security level strong, as a restart is: it ends what runs for others.',
    answers: { 200: { description: 'Its state.', body: ['ComfyUIStatus'] } },
    refusals: ['policy-denied', 'comfyui-not-ours'],
    difference: 'Not in the reference, which runs inside of ComfyUI.',
  },
  '/v2/comfyui_manager/environments': {
    tag: 'comfyui',
    summary: 'The Python environments that ComfyUI can be started with',
    description:
      'The own one of the installation comes first. Tasks of the kinds `create-environment`, `switch-environment` and `remove-environment` make one beside it, use another one from the next start on, and remove one.',
    answers: { 200: { description: 'The environments, with the one in use.', body: ['EnvironmentsView'] } },
    difference: notInReference,
  },
  '/v2/comfyui_manager/variables': {
    tag: 'comfyui',
    summary: 'Environment variables of the installation',
    description: 'ComfyUI and its installers get them. A value that looks like a secret is null.',
    answers: itsVariables,
    difference: notInReference,
  },
  '/v2/comfyui_manager/variables/set': {
    tag: 'comfyui',
    summary: 'Set an environment variable',
    description:
      'ComfyUI has it from its next start on, installers from their next run on. Only variables that are listed as harmless can be set here: switches, numbers and words, and none whose value is a path, a program or an address. The person sets others in the window.',
    answers: itsVariables,
    refusals: ['policy-denied', 'variable-refused'],
    examples: { set: { summary: 'One graphics card', value: { name: 'CUDA_VISIBLE_DEVICES', value: '0' } } },
    difference: notInReference,
  },
  '/v2/comfyui_manager/variables/remove': {
    tag: 'comfyui',
    summary: 'Remove an environment variable',
    description: 'It counts as `set` does.',
    answers: itsVariables,
    refusals: ['policy-denied', 'variable-not-found'],
    examples: { remove: { summary: 'By its name', value: { name: 'CUDA_VISIBLE_DEVICES' } } },
    difference: notInReference,
  },
  '/v2/comfyui_manager/profiles': {
    tag: 'comfyui',
    summary: 'Named sets of packs that ComfyUI can be started with',
    description:
      'Of each pack it is told whether a start now would load it. Events `cmd-profiles-changed` tell every change.',
    answers: itsProfiles,
    difference: notInReference,
  },
  '/v2/comfyui_manager/profiles/save': {
    tag: 'comfyui',
    summary: 'Keep a set of packs under a name',
    description:
      '`packs` are folders or files below `custom_nodes`. A name that is taken is refused, unless `replace` is true.',
    answers: itsProfiles,
    refusals: ['profile-exists'],
    examples: { save: { summary: 'Two packs', value: { name: 'Portraits', packs: ['wordloom', 'harbor-lora'] } } },
    difference: notInReference,
  },
  '/v2/comfyui_manager/profiles/rename': {
    tag: 'comfyui',
    summary: 'Give a set of packs another name',
    description: 'Where the next start takes it, it still does.',
    answers: itsProfiles,
    refusals: ['profile-not-found', 'profile-exists'],
    examples: { rename: { summary: 'Another name', value: { name: 'Portraits', to: 'Faces' } } },
    difference: notInReference,
  },
  '/v2/comfyui_manager/profiles/remove': {
    tag: 'comfyui',
    summary: 'Forget a set of packs',
    description: 'The packs stay. Where the next start would have taken it, that takes all packs.',
    answers: itsProfiles,
    refusals: ['profile-not-found'],
    examples: { remove: { summary: 'One of them', value: { name: 'Portraits' } } },
    difference: notInReference,
  },
  '/v2/comfyui_manager/bisect': {
    tag: 'comfyui',
    summary: 'The search for the pack that breaks ComfyUI',
    description:
      'Which start is under way, how many there will be at most, which packs it loads, and in the end which pack, or which packs together, are to blame. Events `cmd-bisect-changed` tell every change.',
    answers: itsView,
    difference: notInReference,
  },
  '/v2/comfyui_manager/bisect/begin': {
    tag: 'comfyui',
    summary: 'Begin the search for the pack that breaks ComfyUI',
    description:
      'ComfyUI is stopped, and started with a part of its packs on a port of its own until it is known which one it is: among 64 in at most 7 starts. ' +
      'Nothing is moved on disk, and in the end ComfyUI is started again as it was. `question` says what is wrong, and with it who judges: `start` and `pack` by what ComfyUI does and reports, `web-ui` by a word about each start.',
    answers: itsView,
    refusals: [
      ...(['policy-denied', 'bisect-running', 'bisect-impossible', 'comfyui-not-ours'] as const),
      ...(['comfyui-start-failed', 'environment-missing', 'pack-not-installed'] as const),
    ],
    examples: {
      start: { summary: 'ComfyUI does not start', value: { question: 'start' } },
      pack: { summary: 'A pack does not load', value: { question: 'pack', pack: 'ComfyUI-Impact-Pack' } },
      'web-ui': { summary: 'Something is wrong in the web UI', value: { question: 'web-ui' } },
    },
    difference: notInReference,
  },
  '/v2/comfyui_manager/bisect/answer': {
    tag: 'comfyui',
    summary: 'Judge the start that is under way',
    description: '`start` is its number, so that a word that comes late is not taken for one about the next start.',
    answers: itsView,
    refusals: ['policy-denied', 'bisect-over'],
    examples: { bad: { summary: 'It happens in start 3', value: { start: 3, verdict: 'bad' } } },
    difference: notInReference,
  },
  '/v2/comfyui_manager/bisect/cancel': {
    tag: 'comfyui',
    summary: 'Cancel the search',
    description: 'ComfyUI is started again as it was before the answer comes. A result that is there is forgotten.',
    answers: itsView,
    refusals: ['policy-denied'],
    difference: notInReference,
  },
  '/v2/comfyui_manager/bisect/page': bisectPageWords('The page on which a person judges', 'text/html'),
  '/v2/comfyui_manager/bisect/page.js': bisectPageWords('Part of that page', 'text/javascript'),
  '/v2/comfyui_manager/bisect/page.css': bisectPageWords('Part of that page', 'text/css'),
  '/v2/manager/reboot': {
    tag: 'comfyui',
    summary: 'Restart ComfyUI',
    description: 'One that does not run is started. While the queue is at work the restart waits for its end.',
    answers: { 200: done('It is accepted.') },
    refusals: ['policy-denied', 'bisect-running', 'comfyui-not-ours', 'environment-missing'],
    difference: `Answers, since this server does not restart with ComfyUI; in the reference the connection ends without an answer. A ComfyUI that somebody else started is 409. ${alsoByGet}`,
  },
  '/v2/models/list': {
    tag: 'models',
    summary: 'Models that can be installed',
    description: 'Each with the folder it goes to, and whether it is there already.',
    answers: { 200: { description: 'The models, and how old the list is.', body: ['models.list'] }, ...unchanged },
    difference: 'Not in the specification.',
  },
  '/v2/models/local': {
    tag: 'models',
    summary: 'Models on disk',
    description: 'In all folders that ComfyUI looks into.',
    answers: { 200: { description: 'The files, and the folders by type.', body: ['models.local'] }, ...unchanged },
    difference: 'Not in the specification.',
  },
};
