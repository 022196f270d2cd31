import { Box, CircleX, Copy, FolderOpen, Globe, Info, ScrollText, Search, SearchX, Star } from 'lucide-react';
import { t } from 'i18next';
import type { ImportDiagnosis } from '../../../src/contract/comfyui/imports';
import type { OperationName } from '../../../src/contract/operations';
import { knowKind } from '../../../src/contract/text/task-words';
import { copyText } from '../../hooks/copy-text';
import { pageOf, searchIssues } from '../../navigation/issue-links';
import { go } from '../../navigation/location-store';
import { askBisect } from '../../navigation/window-store';
import { describeProblem } from '../../texts/core-sentences';
import { writeFailureDetails } from '../../texts/failure-details';
import { toggleFavourite } from '../packs/favourites';
import type { BusyActivity, PackActivity } from '../packs/pack-activity';
import type { PackRecord } from '../packs/pack-record';
import { attempt, openLink } from '../queue/actions';
import type { ActWords } from './pack-orders';

/** A pack and what is known of it. */
export interface PackContext {
  record: PackRecord;
  activity: PackActivity | undefined;
  /** Why it did not load. */
  problem: ImportDiagnosis | undefined;
  isFavourite: boolean;
  /** Where it lies, written with the separator of its own system. */
  path: string;
  /** The node class that its row shows, or the only one there is. */
  nodeClass: string | null;
  /** Whether an operation can be done to the shown installation. */
  offers: (operation: OperationName) => boolean;
}

/** What can be done about one pack beside orders. */
export interface PackAct extends ActWords<PackContext> {
  /** What it does; null where there is nothing to do. */
  offer: (context: PackContext) => (() => void) | null;
}

const copy = (text: string | null | undefined) => (text == null ? null : () => copyText(text));

/** Takes back what a pack waits for, or ends it. */
export function cancelActivity(activity: BusyActivity): void {
  if ('stop' in activity) activity.stop();
  else if (activity.uiId !== '') void attempt('queue.cancel', { ui_id: activity.uiId });
}

/** About the task that is at work on a pack, or failed. */
export const taskActs: readonly PackAct[] = [
  {
    id: 'cancel',
    icon: CircleX,
    words: () => t('actions.cancel'),
    offer: ({ activity }) =>
      activity === undefined || activity.phase === 'failed' ? null : () => cancelActivity(activity),
  },
  {
    id: 'task-log',
    icon: ScrollText,
    words: () => t('app.showLog'),
    offer: ({ activity }) => {
      const taskId = activity !== undefined && 'uiId' in activity ? activity.uiId : null;
      return taskId === null ? null : () => go({ place: 'activity', taskId });
    },
  },
  {
    id: 'copy-failure',
    icon: Copy,
    words: () => t('app.copyDetails'),
    offer: ({ activity, record }) => {
      if (activity?.phase !== 'failed') return null;
      const title = t(`task.failure.${knowKind(activity.kind)}`, { name: record.title });
      const { code, error: message, remedy } = activity.error;
      return copy(writeFailureDetails({ title, code, message, remedy }));
    },
  },
];

/** What else helps with a pack that did not load: what others wrote, a search by starts, its lines of the log, and the words to hand on. */
export const problemActs: readonly PackAct[] = [
  {
    id: 'search-issues',
    icon: Search,
    words: () => t('comfy.problems.searchIssues'),
    offer: ({ record, problem }) => {
      const issues = problem && searchIssues(record, problem.msg.split('\n', 1)[0] ?? '');
      return issues == null ? null : () => openLink(issues);
    },
  },
  {
    id: 'bisect',
    icon: SearchX,
    words: () => t('bisect.findImport'),
    offer: ({ problem }) => (problem === undefined ? null : () => askBisect('pack', problem.name)),
  },
  {
    id: 'import-log',
    icon: ScrollText,
    words: () => t('comfy.problems.showLog'),
    offer: ({ problem }) =>
      problem === undefined
        ? null
        : () => go({ place: 'comfyui', comfyTab: 'log', logPack: problem.name, logKind: 'all', logQuery: '' }),
  },
  {
    id: 'copy-remedy',
    icon: Copy,
    words: () => t('comfy.problems.copyRemedy'),
    offer: ({ problem, record }) => {
      if (problem === undefined) return null;
      const { text, remedy } = describeProblem(problem, record.title);
      return copy([text, remedy].filter(Boolean).join(' '));
    },
  },
];

/** Marks a pack with a star, or takes it away. */
export const favouriteAct: PackAct = {
  id: 'favourite',
  icon: Star,
  key: 'F',
  words: ({ isFavourite }) => (isFavourite ? t('favourites.remove') : t('favourites.add')),
  offer:
    ({ record }) =>
    () =>
      toggleFavourite(record.key),
};

/** Where a pack is shown, lies and comes from, to go there or to copy it. */
export const placeActs: readonly PackAct[] = [
  {
    id: 'details',
    icon: Info,
    words: () => t('actions.details'),
    offer:
      ({ record }) =>
      () =>
        go({ packKey: record.key, isDetailsOpen: true, packTab: 'overview' }),
  },
  favouriteAct,
  {
    id: 'reveal',
    icon: FolderOpen,
    words: () => t('actions.reveal'),
    offer: ({ record: { local }, offers }) =>
      local && offers('desktop.revealPack') ? () => void attempt('desktop.revealPack', { name: local.key }) : null,
  },
  {
    id: 'page',
    icon: Globe,
    words: () => t('actions.repository'),
    offer: ({ record }) => {
      const page = pageOf(record);
      return page === null ? null : () => openLink(page);
    },
  },
  {
    id: 'copy-id',
    icon: Copy,
    words: () => t('actions.copyId'),
    offer: ({ record }) => copy(record.registryId ?? record.key),
  },
  {
    id: 'copy-path',
    icon: Copy,
    words: () => t('actions.copyPath'),
    offer: ({ record, path }) => copy(record.local && path),
  },
  {
    id: 'copy-class',
    icon: Box,
    words: ({ nodeClass }) => t('actions.copyClass', { name: nodeClass ?? '' }),
    offer: ({ nodeClass }) => copy(nodeClass),
  },
];
