import { ArrowUp, type LucideIcon, Pause, Pin, PinOff, Play, Plus, Trash2, Wrench } from 'lucide-react';
import { t } from 'i18next';
import type { PolicyVerdict } from '../../../src/contract/policy';
import type { PackTaskKind } from '../../../src/contract/tasks/tasks';
import { beginSession } from '../../bridge';
import { nameKey } from '../../texts/key-names';
import { releaseHolds } from '../packs/holds';
import type { PackActivity } from '../packs/pack-activity';
import type { PackRecord } from '../packs/pack-record';
import { findRefusal, type PackRefusals } from '../packs/pack-refusals';
import { listPackKinds } from '../packs/pack-task';
import { requestPacks } from '../packs/request-pack';
import { holdAtOnce } from './hold-at-once';
import { askAboutPacks, askReason } from './pack-questions';
import { hasUses } from './workflow-uses';

/** What every act of a pack says. */
export interface ActWords<Context> {
  id: string;
  icon: LucideIcon;
  words: (context: Context) => string;
  /** The key that does it, as a keyboard labels it; `delete` is named in the language of the window. */
  key?: string;
}

/** Where an order stands by itself. The menu of a pack has all of them. */
type Door = 'palette' | 'selection' | 'details';

/** What can be ordered for one pack and for many. */
export interface PackOrder extends ActWords<void> {
  /** The task that it queues, of which the policy can be asked before; null where it queues none. */
  task: PackTaskKind | null;
  doors: readonly Door[];
  /** What its key does, for the sheet of shortcuts, where two orders share one. */
  keyWords?: () => string;
  /** What the bar of a selection calls it, where that is shorter. */
  shortWords?: () => string;
  /** It goes on with the pack, and is what the details offer first. */
  isForward?: boolean;
  /** It takes something away: last in menus, and coloured. */
  isRemoval?: boolean;
  when: (record: PackRecord) => boolean;
  /** `onOrdered`: hears that it was given; a person who is asked first can leave it. */
  run: (records: readonly PackRecord[], onOrdered?: () => void) => void;
}

const nothing = (): void => undefined;

/** Above this many packs it is asked about first: a key too many selects the whole catalogue, or all that is installed. */
const unasked = 10;

/**
 * Gives an order for packs. It is asked about before where many come or go, and where saved workflows use what goes, or nobody knows: everything else is
 * undone by one press.
 */
async function giveTask(kind: PackTaskKind, records: readonly PackRecord[], onOrdered: () => void): Promise<void> {
  const { isShown } = beginSession();
  const isMany = (kind === 'install' || kind === 'uninstall') && records.length > unasked;
  if (isMany || (kind === 'uninstall' && (await hasUses(records)))) {
    if (isShown()) askAboutPacks({ kind, records, onOrdered });
    return;
  }
  if (!isShown()) return;
  onOrdered();
  await requestPacks(records, { kind });
}

const taskOrder = (kind: PackTaskKind) => ({
  id: kind,
  task: kind,
  words: () => t(`actions.${kind}`),
  when: (record: PackRecord) => listPackKinds(record).includes(kind),
  run: (records: readonly PackRecord[], onOrdered = nothing) => void giveTask(kind, records, onOrdered),
});

const isHoldable = ({ local }: PackRecord): boolean => local?.source === 'registry' || local?.source === 'git';
const isHeld = (record: PackRecord): boolean => isHoldable(record) && record.local?.hold !== undefined;

/** Every order for packs, in the order in which all doors show them: menus, the details, the bar of a selection, the palette. */
export const packOrders: readonly PackOrder[] = [
  { ...taskOrder('update'), icon: ArrowUp, key: 'U', isForward: true, doors: ['palette', 'selection', 'details'] },
  {
    ...taskOrder('enable'),
    icon: Play,
    isForward: true,
    key: 'D',
    doors: ['palette', 'selection', 'details'],
  },
  { ...taskOrder('fix'), icon: Wrench, doors: ['details'] },
  {
    ...taskOrder('disable'),
    icon: Pause,
    key: 'D',
    keyWords: () => t('shortcuts.disable'),
    doors: ['palette', 'selection', 'details'],
  },
  { ...taskOrder('install'), icon: Plus, key: 'I', isForward: true, doors: ['palette', 'selection', 'details'] },
  {
    id: 'hold',
    task: null,
    icon: Pin,
    words: () => t('actions.hold'),
    shortWords: () => t('holds.confirm'),
    doors: ['selection'],
    when: (record) => isHoldable(record) && !isHeld(record),
    run: (records, onOrdered = nothing) => {
      onOrdered();
      void holdAtOnce(records);
    },
  },
  {
    id: 'change-hold',
    task: null,
    icon: Pin,
    words: () => t('actions.changeHold'),
    doors: [],
    when: isHeld,
    run: askReason,
  },
  {
    id: 'release',
    task: null,
    icon: PinOff,
    words: () => t('actions.release'),
    shortWords: () => t('holds.release'),
    doors: ['selection'],
    when: isHeld,
    run: (records, onOrdered = nothing) => {
      onOrdered();
      void releaseHolds(records);
    },
  },
  { ...taskOrder('uninstall'), icon: Trash2, key: 'delete', isRemoval: true, doors: ['selection', 'details'] },
];

/** What can be ordered for a pack now: nothing while the queue is busy with it, which has had its order. */
export function listOrders(record: PackRecord, activity: PackActivity | undefined): readonly PackOrder[] {
  return activity === undefined || activity.phase === 'failed' ? packOrders.filter(({ when }) => when(record)) : [];
}

/** The orders that the bar of a selection offers, each with the packs it applies to. */
export function sortOrders(
  records: readonly PackRecord[],
  activities: ReadonlyMap<string, PackActivity>,
): { order: PackOrder; records: readonly PackRecord[] }[] {
  const possible = records.map((record) => ({ record, orders: listOrders(record, activities.get(record.key)) }));
  return packOrders
    .filter(({ doors }) => doors.includes('selection'))
    .map((order) => ({
      order,
      records: possible.flatMap(({ record, orders }) => (orders.includes(order) ? [record] : [])),
    }))
    .filter((sorted) => sorted.records.length > 0);
}

/** The act that a key means; undefined where it means none of these. */
export function findByKey<Act extends { key?: string }>(pressed: string, acts: readonly Act[]): Act | undefined {
  const name = pressed === 'Backspace' ? 'delete' : pressed.toLowerCase();
  return acts.find(({ key }) => key?.toLowerCase() === name);
}

/** What an order does, and its key. */
export function hintOrder({ words, key }: PackOrder): string {
  return key === undefined ? words() : t('actions.withKey', { action: words(), key: nameKey(key) });
}

/** Why an order for any of these packs asks first; undefined where it does not. */
export function findOrderRefusal(
  refusals: PackRefusals,
  { task }: PackOrder,
  records: readonly PackRecord[],
): PolicyVerdict | undefined {
  if (task === null || refusals.size === 0) return undefined;
  return records
    .map((record) => findRefusal(refusals, record, { kind: task }))
    .find((verdict) => verdict !== undefined);
}
