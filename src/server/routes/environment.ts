import { notInReference } from '../http/path-words';
import { row, type Row } from '../http/route-row';

const base = '/v2/comfyui_manager';
const itsVariables = { 200: { description: 'The variables, by name.', body: ['Variables'] } };

/** What ComfyUI is started with: Python environments and environment variables. */
export const environmentRoutes: readonly Row[] = [
  row({
    path: `${base}/environments`,
    operation: 'environments.list',
    words: {
      tag: 'comfyui',
      summary: 'The Python environments that ComfyUI can be started with',
      description:
        'The own one of the installation comes first. Tasks of the kinds `create-environment`, `switch-environment` and `remove-environment` make one beside it, use another one from the next start on, and remove one.',
      answers: { 200: { description: 'The environments, with the one in use.', body: ['EnvironmentsView'] } },
      difference: notInReference,
    },
  }),
  row({
    path: `${base}/variables`,
    operation: 'variables.list',
    words: {
      tag: 'comfyui',
      summary: 'Environment variables of the installation',
      description: 'ComfyUI and its installers get them. A value that looks like a secret is null.',
      answers: itsVariables,
      difference: notInReference,
    },
  }),
  row({
    path: `${base}/variables/set`,
    operation: 'variables.set',
    methods: ['POST'],
    words: {
      tag: 'comfyui',
      summary: 'Set an environment variable',
      description:
        'ComfyUI has it from its next start on, installers from their next run on. Only variables that are listed as harmless can be set here: switches, numbers and words, and none whose value is a path, a program or an address. The person sets others in the window.',
      answers: itsVariables,
      refusals: ['policy-denied', 'variable-refused'],
      examples: { set: { summary: 'One graphics card', value: { name: 'CUDA_VISIBLE_DEVICES', value: '0' } } },
      difference: notInReference,
    },
  }),
  row({
    path: `${base}/variables/remove`,
    operation: 'variables.remove',
    methods: ['POST'],
    words: {
      tag: 'comfyui',
      summary: 'Remove an environment variable',
      description: 'It counts as `set` does.',
      answers: itsVariables,
      refusals: ['policy-denied', 'variable-not-found'],
      examples: { remove: { summary: 'By its name', value: { name: 'CUDA_VISIBLE_DEVICES' } } },
      difference: notInReference,
    },
  }),
];
