import { answerCached } from '../http/cached-answer';
import { row, textOf, type Row } from '../http/route-row';
import { unchanged } from '../http/path-words';

/** Models: what the list offers, and what is on disk. */
export const modelRoutes: readonly Row[] = [
  row({
    path: '/v2/models/list',
    operation: 'models.list',
    input: ({ query }) => ({ mode: textOf(query, 'mode') }),
    answer: (list) => answerCached(list),
    words: {
      tag: 'models',
      summary: 'Models that can be installed',
      description: 'Each with the folder it goes to, and whether it is there already.',
      answers: { 200: { description: 'The models, and how old the list is.', body: ['models.list'] }, ...unchanged },
      difference: 'Not in the specification.',
    },
  }),
  row({
    path: '/v2/models/find',
    operation: 'models.find',
    input: ({ query }) => ({ query: textOf(query, 'query') }),
    words: {
      tag: 'models',
      summary: 'Models that Hugging Face and Civitai find',
      description:
        'One row for each file with its size, hash, licence and downloads, the folder it goes to, and whether it is there already. A task `install-model` with its `url`, `type` and `filename` downloads it.',
      answers: { 200: { description: 'The files, and which host did not answer.', body: ['models.find'] } },
      refusals: ['network-failed', 'download-failed'],
      difference: 'Not in the specification.',
    },
  }),
  row({
    path: '/v2/models/local',
    operation: 'models.local',
    answer: (models) => answerCached(models),
    words: {
      tag: 'models',
      summary: 'Models on disk',
      description: 'In all folders that ComfyUI looks into.',
      answers: { 200: { description: 'The files, and the folders by type.', body: ['models.local'] }, ...unchanged },
      difference: 'Not in the specification.',
    },
  }),
  row({
    path: '/v2/models/duplicates',
    operation: 'models.duplicates',
    words: {
      tag: 'models',
      summary: 'Models that lie on disk more than once',
      description:
        'By their SHA-256, what frees the most first. Files that were not read yet are read in the background from then on; `hashing` says how much is left. The task `link-models` makes copies one file.',
      answers: { 200: { description: 'The files by their content.', body: ['models.duplicates'] } },
      difference: 'Not in the specification.',
    },
  }),
  row({
    path: '/v2/models/manifest',
    operation: 'models.manifest',
    input: () => ({}),
    words: {
      tag: 'models',
      summary: 'Models on disk as a list for elsewhere',
      description:
        'Name, type, size, SHA-256 and addresses of each, as far as they are known without asking anybody. No path of this machine and no token is in it.',
      answers: { 200: { description: 'The list, and how many models it leaves out.', body: ['models.manifest'] } },
      difference: 'Not in the specification.',
    },
  }),
  row({
    path: '/v2/models/compare',
    operation: 'models.compare',
    methods: ['POST'],
    input: ({ body }) => body,
    words: {
      tag: 'models',
      summary: 'Compare a list of models with those on disk',
      description:
        'What is missing stands first. `install` of a row is what a task `install-model` takes: its file is checked against size and hash of the list. Nothing is changed, and no host is asked.',
      answers: { 200: { description: 'How each model of the list stands here.', body: ['models.compare'] } },
      difference: 'Not in the specification.',
    },
  }),
];
