import { notInReference } from '../http/path-words';
import { row, type Row } from '../http/route-row';

const base = '/v2/comfyui_manager';
const itsView = { 200: { description: 'The search as it stands.', body: ['BisectView'] } };

/** The search for the pack that breaks ComfyUI. */
export const bisectRoutes: readonly Row[] = [
  row({
    path: `${base}/bisect`,
    operation: 'bisect.view',
    words: {
      tag: 'comfyui',
      summary: 'The search for the pack that breaks ComfyUI',
      description:
        'Which start is under way, how many there will be at most, which packs it loads, and in the end which pack, or which packs together, are to blame. Events `cmd-bisect-changed` tell every change.',
      answers: itsView,
      difference: notInReference,
    },
  }),
  row({
    path: `${base}/bisect/begin`,
    operation: 'bisect.begin',
    methods: ['POST'],
    words: {
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
  }),
  row({
    path: `${base}/bisect/answer`,
    operation: 'bisect.answer',
    methods: ['POST'],
    words: {
      tag: 'comfyui',
      summary: 'Judge the start that is under way',
      description: '`start` is its number, so that a word that comes late is not taken for one about the next start.',
      answers: itsView,
      refusals: ['policy-denied', 'bisect-over'],
      examples: { bad: { summary: 'It happens in start 3', value: { start: 3, verdict: 'bad' } } },
      difference: notInReference,
    },
  }),
  row({
    path: `${base}/bisect/cancel`,
    operation: 'bisect.cancel',
    methods: ['POST'],
    words: {
      tag: 'comfyui',
      summary: 'Cancel the search',
      description: 'ComfyUI is started again as it was before the answer comes. A result that is there is forgotten.',
      answers: itsView,
      refusals: ['policy-denied'],
      difference: notInReference,
    },
  }),
];
