import {
  ArrowUp,
  CircleX,
  History,
  Info,
  type LucideIcon,
  MoreHorizontal,
  Pause,
  Pin,
  PinOff,
  Play,
  ScrollText,
  Star,
  Trash2,
  Wrench,
} from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { t } from 'i18next';
import type { PackTaskKind } from '../../src/contract/tasks/tasks';
import { IconButton } from '../components/icon-button';
import { lockOf } from '../components/lock';
import { Menu, MenuBranch, MenuItem, MenuLine } from '../components/menu';
import { toggleFavourite, useFavourites } from '../state/packs/favourites';
import { releaseHold } from '../state/packs/holds';
import type { BusyActivity, PackActivity } from '../state/packs/pack-activity';
import type { PackRecord } from '../state/packs/pack-record';
import { findRefusal, usePackRefusals } from '../state/packs/pack-refusals';
import { listPackKinds, type PackRequest } from '../state/packs/pack-task';
import { useVersions } from '../state/packs/pack-queries';
import { holdAtOnce } from './hold-at-once';
import { usePackCommands } from './pack-commands';
import { nameOrderKey } from './order-words';
import { PlaceItems } from './pack-menu-places';
import { FailureItems, ProblemItems } from './pack-menu-problem';
import { hasVersions, mergeVersions } from './version-choices';
import { describeError } from '../texts/core-sentences';

const kindIcons: Record<PackTaskKind, LucideIcon> = {
  install: ArrowUp,
  update: ArrowUp,
  enable: Play,
  disable: Pause,
  fix: Wrench,
  uninstall: Trash2,
};

const shownVersions = 10;

interface PackMenuProps {
  record: PackRecord;
  activity: PackActivity | undefined;
}

interface LockedProps {
  record: PackRecord;
  request: PackRequest;
  children: ReactNode;
}

/** The words of a line, and a lock where the policy asks first. */
function Locked({ record, request, children }: LockedProps) {
  const { icon, title } = lockOf(findRefusal(usePackRefusals(), record, request));
  return (
    <span title={title} className="flex items-center justify-between gap-2">
      <span className="min-w-0 truncate">{children}</span>
      {icon}
    </span>
  );
}

function VersionBranch({ record }: { record: PackRecord }) {
  const { request, showDetails } = usePackCommands();
  const [isOpen, setOpen] = useState(false);
  const versions = useVersions(record.registryId ?? record.key, isOpen);
  const choices = mergeVersions(versions.data ?? [], record).slice(0, shownVersions);
  const label = record.local === null ? t('actions.installVersion') : t('actions.switchVersion');
  return (
    <MenuBranch icon={History} label={label} onOpen={setOpen}>
      {versions.isPending && <p className="px-2 py-1.5 text-muted">{t('versions.loading')}</p>}
      {versions.error && <p className="max-w-64 px-2 py-1.5 text-muted">{describeError(versions.error).text}</p>}
      {choices.map((choice) => (
        <MenuItem
          key={choice.version}
          isDisabled={choice.isInstalled}
          onSelect={() => request(record, { kind: 'install', version: choice.version })}
          label={
            <Locked record={record} request={{ kind: 'install', version: choice.version }}>
              <span className="font-mono text-sm">{choice.version}</span>
              {choice.isInstalled && <span className="ml-2 text-xs text-muted">{t('versions.current')}</span>}
            </Locked>
          }
        />
      ))}
      <MenuLine />
      <MenuItem onSelect={() => showDetails(record, 'versions')} label={t('actions.allVersions')} />
    </MenuBranch>
  );
}

function HoldItems({ record }: { record: PackRecord }) {
  const { hold } = usePackCommands();
  const { local } = record;
  if (local?.source !== 'registry' && local?.source !== 'git') return null;
  return (
    <>
      {local.hold ? (
        <MenuItem icon={Pin} onSelect={() => hold([record])} label={t('actions.changeHold')} />
      ) : (
        <MenuItem
          icon={Pin}
          onSelect={() => void holdAtOnce({ records: [record], onReason: hold })}
          label={t('actions.hold')}
        />
      )}
      {local.hold && (
        <MenuItem icon={PinOff} onSelect={() => void releaseHold(local.key)} label={t('actions.release')} />
      )}
    </>
  );
}

function KindItems({ record }: { record: PackRecord }) {
  const { request, uninstall } = usePackCommands();
  const kinds = listPackKinds(record).filter((kind) => kind !== 'uninstall');
  return (
    <>
      {kinds.map((kind) => (
        <MenuItem
          key={kind}
          icon={kindIcons[kind]}
          shortcut={nameOrderKey(kind)}
          onSelect={() => request(record, { kind })}
          label={
            <Locked record={record} request={{ kind }}>
              {t(`actions.${kind}`)}
            </Locked>
          }
        />
      ))}
      {hasVersions(record) && <VersionBranch record={record} />}
      <HoldItems record={record} />
      {record.local && (
        <MenuItem
          isDanger
          icon={kindIcons.uninstall}
          shortcut={nameOrderKey('uninstall')}
          onSelect={() => uninstall(record)}
          label={
            <Locked record={record} request={{ kind: 'uninstall' }}>
              {t('actions.uninstall')}
            </Locked>
          }
        />
      )}
    </>
  );
}

function BusyItems({ activity }: { activity: BusyActivity }) {
  const { cancel, showLog } = usePackCommands();
  return (
    <>
      <MenuItem icon={CircleX} onSelect={() => cancel(activity)} label={t('actions.cancel')} />
      {'uiId' in activity && (
        <MenuItem icon={ScrollText} onSelect={() => showLog(activity.uiId)} label={t('app.showLog')} />
      )}
    </>
  );
}

function FavouriteItem({ record }: { record: PackRecord }) {
  const isOn = useFavourites(({ keys }) => keys.has(record.key));
  return (
    <MenuItem
      icon={Star}
      shortcut="F"
      onSelect={() => toggleFavourite(record.key)}
      label={isOn ? t('favourites.remove') : t('favourites.add')}
    />
  );
}

/** Everything else that can be done with a pack, as lines of a menu. */
export function PackMenuItems({ record, activity }: PackMenuProps) {
  const { showDetails } = usePackCommands();
  const isBusy = activity !== undefined && activity.phase !== 'failed';
  return (
    <>
      {isBusy ? <BusyItems activity={activity} /> : <KindItems record={record} />}
      {activity?.phase === 'failed' && <FailureItems record={record} failure={activity} />}
      {!isBusy && <ProblemItems record={record} />}
      <MenuLine />
      <MenuItem icon={Info} onSelect={() => showDetails(record, 'overview')} label={t('actions.details')} />
      <FavouriteItem record={record} />
      <PlaceItems record={record} />
    </>
  );
}

/** The same lines behind a button of their own. */
export function PackMenu({ record, activity }: PackMenuProps) {
  const label = t('packs.more', { name: record.title });
  return (
    <Menu trigger={<IconButton isCompact label={label} icon={<MoreHorizontal size={16} />} />}>
      <PackMenuItems record={record} activity={activity} />
    </Menu>
  );
}
