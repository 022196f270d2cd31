import { answerCached } from '../http/cached-answer';
import { answerJson } from '../http/respond';
import { row, textOf, type Fields, type Row } from '../http/route-row';
import { unchanged } from '../http/path-words';

/** What is known about custom node packs. */
export const packRoutes: readonly Row[] = [
  row({
    path: '/v2/customnode/getmappings',
    operation: 'packs.mappings',
    input: modeOf,
    answer: (mappings) => answerCached(mappings),
    words: {
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
  }),
  row({
    path: '/v2/customnode/fetch_updates',
    operation: 'packs.updates',
    input: modeOf,
    answer: (found) => answerJson(found, found.updates.length > 0 ? 201 : 200),
    words: {
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
  }),
  row({
    path: '/v2/customnode/update_impact',
    operation: 'packs.updateRisk',
    words: {
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
  }),
  row({
    path: '/v2/customnode/installed',
    operation: 'packs.installed',
    input: modeOf,
    answer: (packs) => answerCached(packs),
    words: {
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
  }),
  row({
    path: '/v2/customnode/state',
    operation: 'packs.states',
    words: {
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
  }),
  row({
    path: '/v2/customnode/import_fail_info',
    operation: 'packs.importFailure',
    methods: ['GET', 'HEAD', 'POST'],
    words: {
      tag: 'packs',
      summary: 'Why a pack did not import',
      description:
        'Read from the output of the last start of ComfyUI. `cnr_id` is a registry id or a folder name, `url` an address or `owner/repo`.',
      answers: { 200: { description: 'What ComfyUI said.', body: ['ImportFailure'] } },
      refusals: ['import-failure-not-found'],
      difference: 'Answers GET as well, since a web UI asks so. Malformed JSON is 400, not 500.',
    },
  }),
  row({
    path: '/v2/customnode/import_fail_info_bulk',
    operation: 'packs.importFailures',
    methods: ['POST'],
    input: ({ body }) => body,
    answer: (failures) => answerCached(failures),
    words: {
      tag: 'packs',
      summary: 'Why packs did not import',
      description:
        'One key for every value asked; `null` where nothing failed. At least one list has to name something.',
      answers: {
        200: { description: 'Failures by the value that was asked.', body: ['ImportFailInfoBulkResponse'] },
      },
      examples: {
        ids: { summary: 'By registry id', value: { cnr_ids: ['comfyui-impact-pack', 'comfyui-custom-scripts'] } },
        urls: { summary: 'By address', value: { urls: ['https://github.com/ltdrdata/ComfyUI-Impact-Pack'] } },
      },
      difference:
        '`traceback` holds the traceback; in the reference it is always empty. Malformed JSON is 400, not 500.',
    },
  }),
];

function modeOf({ query }: Fields): unknown {
  return { mode: textOf(query, 'mode') };
}
