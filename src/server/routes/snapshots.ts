import { answerCached } from '../http/cached-answer';
import { answerEmpty, answerJson } from '../http/respond';
import { isDryRun, row, type Row } from '../http/route-row';
import { alsoByGet, emptyAnswer, unchanged } from '../http/path-words';

/** Pictures of an installation, and the way back to one; what it keeps of its own, for another folder or machine. */
export const snapshotRoutes: readonly Row[] = [
  row({
    path: '/v2/snapshot/getlist',
    operation: 'snapshots.list',
    words: {
      tag: 'snapshots',
      summary: 'The saved snapshots',
      description: 'Newest first.',
      answers: { 200: { description: 'Their names.', body: ['snapshots.list'] } },
    },
  }),
  row({
    path: '/v2/snapshot/get_current',
    operation: 'snapshots.current',
    answer: (snapshot) => answerCached(snapshot),
    words: {
      tag: 'snapshots',
      summary: 'What a snapshot taken now would hold',
      description: 'The commit of ComfyUI, every pack with its version or commit, single files, and Python packages.',
      answers: { 200: { description: 'The snapshot.', body: ['Snapshot'] }, ...unchanged },
      refusals: ['snapshot-failed'],
      difference:
        'The further key `disabled_cnr_custom_nodes` holds what the reference leaves out: disabled registry packs. It ignores that key when it reads ours.',
    },
  }),
  row({
    path: '/v2/snapshot/save',
    operation: 'snapshots.save',
    words: {
      tag: 'snapshots',
      summary: 'Save a snapshot',
      description: 'Without `name` it is called by date and time.',
      answers: { 200: { description: 'The name it got.', body: ['snapshots.save'] } },
      refusals: ['snapshot-failed', 'policy-denied', 'disk-full'],
      difference: `Tells the name, so that a program can restore what it saved; the reference does not. Two within one second do not overwrite each other. ${alsoByGet}`,
    },
  }),
  row({
    path: '/v2/snapshot/remove',
    operation: 'snapshots.remove',
    answer: () => answerEmpty(),
    words: {
      tag: 'snapshots',
      summary: 'Remove a snapshot',
      description: 'The installation itself is not touched.',
      answers: { 200: emptyAnswer('It is gone.') },
      refusals: ['snapshot-not-found', 'policy-denied'],
      difference: `An unknown name is 400; the reference answers 200, which hides a mistyped name. ${alsoByGet}`,
    },
  }),
  row({
    path: '/v2/snapshot/restore',
    operation: 'snapshots.plan',
    methods: ['GET', 'POST'],
    when: isDryRun,
    words: {
      tag: 'snapshots',
      summary: 'Bring the installation back to a snapshot',
      description:
        'A task that starts at once: ComfyUI, packs and Python packages are brought to what was recorded; packs that it does not name are disabled, not deleted. ' +
        '`exact` also removes Python packages that it does not name. `dry_run` changes nothing and tells what would change.',
      answers: {
        200: {
          description: 'The id of the task; with `dry_run` the plan.',
          body: ['snapshots.restore', 'SnapshotPlan'],
        },
      },
      refusals: ['snapshot-not-found', 'policy-denied'],
      selectors: { dry_run: { type: 'boolean', default: false } },
      difference: `Restores now, item by item and verified; the reference copies the file and restores at the next start of ComfyUI. \`dry_run\` and \`exact\` are ours. ${alsoByGet}`,
    },
  }),
  row({
    path: '/v2/snapshot/restore',
    operation: 'snapshots.restore',
    words: null,
  }),
  row({
    path: '/v2/manager/transfer',
    operation: 'transfer.export',
    input: () => ({}),
    answer: ({ document }) => answerJson(document),
    words: {
      tag: 'snapshots',
      summary: 'Take what the installation keeps of its own elsewhere',
      description:
        'GET gives one document with holds, history, records of batches, the list of the trash, snapshots, settings and the arguments of ComfyUI; tokens, passwords and git logins are not in it. ' +
        'POST takes such a document in, as an object or as text in `document`. What is here already stays.' +
        ' What permits something, the source of packs and the program of git are never taken over; of arguments and environment variables only switches, numbers and words that are listed as harmless. ' +
        'It is judged as each of its parts would be alone: environment variables need what `variables/set` needs. ' +
        'With `dry_run` nothing is changed: it tells what would come.',
      answers: { 200: { description: 'The document.', body: ['TransferDocument'] } },
      byMethod: {
        POST: {
          200: {
            description: 'How much came, and what was left to the person; with `dry_run` what would come.',
            body: ['TransferReport', 'TransferPlan'],
          },
        },
      },
      selectors: { dry_run: { type: 'boolean', default: false } },
      refusals: ['transfer-invalid', 'policy-denied', 'config-unreadable', 'disk-full'],
      difference: 'Not in the reference, which keeps nothing that could be taken along as a whole.',
    },
  }),
  row({
    path: '/v2/manager/transfer',
    operation: 'transfer.plan',
    methods: ['POST'],
    when: isDryRun,
    input: ({ body }) => body,
    words: null,
  }),
  row({
    path: '/v2/manager/transfer',
    operation: 'transfer.import',
    methods: ['POST'],
    input: ({ body }) => body,
    words: null,
  }),
];
