import { notInReference } from '../http/path-words';
import { row, type Row } from '../http/route-row';

const base = '/v2/comfyui_manager';
const itsProfiles = {
  200: { description: 'The profiles, by name, and the one that the next start takes.', body: ['Profiles'] },
};

/** Named sets of packs that ComfyUI can be started with. */
export const profileRoutes: readonly Row[] = [
  row({
    path: `${base}/profiles`,
    operation: 'profiles.list',
    words: {
      tag: 'comfyui',
      summary: 'Named sets of packs that ComfyUI can be started with',
      description:
        'Of each pack it is told whether a start now would load it. Events `cmd-profiles-changed` tell every change.',
      answers: itsProfiles,
      difference: notInReference,
    },
  }),
  row({
    path: `${base}/profiles/save`,
    operation: 'profiles.save',
    methods: ['POST'],
    words: {
      tag: 'comfyui',
      summary: 'Keep a set of packs under a name',
      description:
        '`packs` are folders or files below `custom_nodes`. A name that is taken is refused, unless `replace` is true.',
      answers: itsProfiles,
      refusals: ['profile-exists'],
      examples: { save: { summary: 'Two packs', value: { name: 'Portraits', packs: ['wordloom', 'harbor-lora'] } } },
      difference: notInReference,
    },
  }),
  row({
    path: `${base}/profiles/rename`,
    operation: 'profiles.rename',
    methods: ['POST'],
    words: {
      tag: 'comfyui',
      summary: 'Give a set of packs another name',
      description: 'Where the next start takes it, it still does.',
      answers: itsProfiles,
      refusals: ['profile-not-found', 'profile-exists'],
      examples: { rename: { summary: 'Another name', value: { name: 'Portraits', to: 'Faces' } } },
      difference: notInReference,
    },
  }),
  row({
    path: `${base}/profiles/remove`,
    operation: 'profiles.remove',
    methods: ['POST'],
    words: {
      tag: 'comfyui',
      summary: 'Forget a set of packs',
      description: 'The packs stay. Where the next start would have taken it, that takes all packs.',
      answers: itsProfiles,
      refusals: ['profile-not-found'],
      examples: { remove: { summary: 'One of them', value: { name: 'Portraits' } } },
      difference: notInReference,
    },
  }),
];
