import { alsoByGet, emptyAnswer, notInReference } from '../http/path-words';
import { answerEmpty } from '../http/respond';
import { row, type Row } from '../http/route-row';

const base = '/v2/comfyui_manager';

/** ComfyUI itself: its version, and its process. */
export const comfyRoutes: readonly Row[] = [
  row({
    path: `${base}/comfyui_versions`,
    operation: 'comfyui.versions',
    words: {
      tag: 'comfyui',
      summary: 'Versions of ComfyUI to switch to',
      description: '`nightly` first, then releases, newest first.',
      answers: { 200: { description: 'The versions, and the one that is there.', body: ['ComfyUIVersions'] } },
      refusals: ['comfyui-not-git'],
    },
  }),
  row({
    path: `${base}/comfyui_switch_version`,
    operation: 'comfyui.switchVersion',
    answer: () => answerEmpty(),
    words: {
      tag: 'comfyui',
      summary: 'Put a switch to another version of ComfyUI into the queue',
      description:
        '`ver` is a release, a commit or `nightly`. Local changes are kept aside by name. A switch that fails is undone as a whole. With `plan_id` or `only_new` it stops where the packages would change otherwise than `/v2/manager/packages/plan` has told.',
      answers: { 200: emptyAnswer('The task is in the queue.') },
      refusals: ['policy-denied', 'duplicate-task'],
      difference:
        'Takes the query by GET, as the specification has it, and a JSON body by POST, as the reference does. The policy decides for the task as well; in the reference `queue/task` is a way around it. ' +
        'A 400 has the form of all failures here, `details` included; the reference answers the text `Invalid JSON body`, `{"error":"Validation error","details":[…]}`, or nothing.',
    },
  }),
  row({
    path: `${base}/forecast`,
    operation: 'comfyui.forecast',
    words: {
      tag: 'comfyui',
      summary: 'What another version of ComfyUI would break',
      description:
        'Which enabled packs take something from the installed ComfyUI that the version `ver` does not have, with the commit that took it away; whose requirements do not fit; ' +
        'whose node classes that version brings itself. Reads packs and both versions as they lie on disk: nothing is changed, no remote is asked, no code is run, and ComfyUI need not run.',
      answers: { 200: { description: 'The forecast.', body: ['comfyui.forecast'] } },
      refusals: ['comfyui-not-git', 'version-not-found', 'environment-missing', 'git-failed', 'command-failed'],
      difference: notInReference,
    },
  }),
  row({
    path: `${base}/status`,
    operation: 'comfyui.status',
    words: {
      tag: 'comfyui',
      summary: 'Whether ComfyUI runs',
      description: 'With the imports of its last start and its last lines.',
      answers: { 200: { description: 'Its state.', body: ['ComfyUIStatus'] } },
      difference: 'Not in the reference, which runs inside of ComfyUI.',
    },
  }),
  row({
    path: `${base}/start`,
    operation: 'comfyui.start',
    words: {
      tag: 'comfyui',
      summary: 'Start ComfyUI',
      description:
        'With the interpreter of the installation, on its port. Answers as soon as the process is there: `starting`, and `running` once it serves. ' +
        'Every security level allows it: what is installed is started, and nothing is changed. With a mode it restarts what runs in another one, which needs what a restart needs. ' +
        'The mode `lean` loads only `packs`, folders or files below `custom_nodes`; every later start and restart does so too, until the mode `normal` or `bare` is asked for.',
      answers: { 200: { description: 'Its state.', body: ['ComfyUIStatus'] } },
      refusals: [
        ...(['policy-denied', 'bisect-running', 'comfyui-not-ours', 'comfyui-start-failed'] as const),
        ...(['environment-missing', 'lean-impossible'] as const),
      ],
      examples: {
        lean: { summary: 'Only these packs', value: { mode: 'lean', packs: ['ComfyUI-Impact-Pack'] } },
      },
      difference: 'Not in the reference, which runs inside of ComfyUI.',
    },
  }),
  row({
    path: `${base}/stop`,
    operation: 'comfyui.stop',
    words: {
      tag: 'comfyui',
      summary: 'Stop ComfyUI',
      description:
        'It is asked to end; what is left of its process tree after that is killed. Refused at security level strong, as a restart is: it ends what runs for others.',
      answers: { 200: { description: 'Its state.', body: ['ComfyUIStatus'] } },
      refusals: ['policy-denied', 'comfyui-not-ours'],
      difference: 'Not in the reference, which runs inside of ComfyUI.',
    },
  }),
  row({
    path: '/v2/manager/reboot',
    operation: 'comfyui.reboot',
    answer: () => answerEmpty(),
    words: {
      tag: 'comfyui',
      summary: 'Restart ComfyUI',
      description: 'One that does not run is started. While the queue is at work the restart waits for its end.',
      answers: { 200: emptyAnswer('It is accepted.') },
      refusals: ['policy-denied', 'bisect-running', 'comfyui-not-ours', 'environment-missing'],
      difference: `Answers, since this server does not restart with ComfyUI; in the reference the connection ends without an answer. A ComfyUI that somebody else started is 409. ${alsoByGet}`,
    },
  }),
];
