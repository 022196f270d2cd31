import { History, MoreHorizontal } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { t } from 'i18next';
import type { PolicyVerdict } from '../../src/contract/policy';
import { IconButton } from '../components/icon-button';
import { lockOf } from '../components/lock';
import { Menu, MenuBranch, MenuItem, MenuLine } from '../components/menu';
import { go, useLocation } from '../navigation/location-store';
import { type PackAct, type PackContext, placeActs, problemActs, taskActs } from '../state/acts/pack-acts';
import { findOrderRefusal, listOrders, type PackOrder } from '../state/acts/pack-orders';
import { usePackProblem } from '../state/comfyui/pack-problem';
import { useInstallation } from '../state/installation/installation-queries';
import { useOffers } from '../state/installation/remote';
import { useFavourites } from '../state/packs/favourites';
import type { PackActivity } from '../state/packs/pack-activity';
import { useVersions } from '../state/packs/pack-queries';
import { parseQuery } from '../state/packs/pack-query';
import type { PackRecord } from '../state/packs/pack-record';
import { findRefusal, usePackRefusals } from '../state/packs/pack-refusals';
import { findMatchedClass } from '../state/packs/pack-search';
import { requestPack } from '../state/packs/request-pack';
import { describeError } from '../texts/core-sentences';
import { nameKey } from '../texts/key-names';
import { hasVersions, mergeVersions } from './version-choices';

const shownVersions = 10;

interface PackMenuProps {
  record: PackRecord;
  activity: PackActivity | undefined;
}

/** Where a pack lies, written with the separator of its own system. */
function usePackPath({ local, title }: PackRecord): string {
  const root = useInstallation().data?.installation?.customNodesDir ?? 'custom_nodes';
  const separator = root.includes('\\') ? '\\' : '/';
  const isTucked = local?.enabled === false && local.source !== 'file';
  return [root, ...(isTucked ? ['.disabled'] : []), local?.name ?? title].join(separator);
}

function usePackContext({ record, activity }: PackMenuProps): PackContext {
  const matched = findMatchedClass(record, parseQuery(useLocation((state) => state.query)));
  const [only = null, ...others] = record.nodeClasses;
  return {
    record,
    activity,
    problem: usePackProblem(record),
    isFavourite: useFavourites(({ keys }) => keys.has(record.key)),
    path: usePackPath(record),
    nodeClass: matched ?? (others.length === 0 ? only : null),
    offers: useOffers(),
  };
}

/** The words of a line, and a lock where the policy asks first. */
function Locked({ refusal, children }: { refusal: PolicyVerdict | undefined; children: ReactNode }) {
  const { icon, title } = lockOf(refusal);
  return (
    <span title={title} className="flex items-center justify-between gap-2">
      <span className="min-w-0 truncate">{children}</span>
      {icon}
    </span>
  );
}

function VersionBranch({ record }: { record: PackRecord }) {
  const refusals = usePackRefusals();
  const [isOpen, setOpen] = useState(false);
  const versions = useVersions(record.registryId ?? record.key, isOpen);
  const choices = mergeVersions(versions.data ?? [], record).slice(0, shownVersions);
  const label = record.local === null ? t('actions.installVersion') : t('actions.switchVersion');
  return (
    <MenuBranch icon={History} label={label} onOpen={setOpen}>
      {versions.isPending && <p className="px-2 py-1.5 text-muted">{t('versions.loading')}</p>}
      {versions.error && <p className="max-w-64 px-2 py-1.5 text-muted">{describeError(versions.error).text}</p>}
      {choices.map(({ version, isInstalled }) => (
        <MenuItem
          key={version}
          isDisabled={isInstalled}
          onSelect={() => void requestPack(record, { kind: 'install', version })}
          label={
            <Locked refusal={findRefusal(refusals, record, { kind: 'install', version })}>
              <span className="font-mono text-sm">{version}</span>
              {isInstalled && <span className="ml-2 text-xs text-muted">{t('versions.current')}</span>}
            </Locked>
          }
        />
      ))}
      <MenuLine />
      <MenuItem
        onSelect={() => go({ packKey: record.key, isDetailsOpen: true, packTab: 'versions' })}
        label={t('actions.allVersions')}
      />
    </MenuBranch>
  );
}

function OrderItems({ record, orders }: { record: PackRecord; orders: readonly PackOrder[] }) {
  const refusals = usePackRefusals();
  return orders.map((order) => (
    <MenuItem
      key={order.id}
      icon={order.icon}
      isDanger={order.isRemoval ?? false}
      shortcut={order.key && nameKey(order.key)}
      onSelect={() => order.run([record])}
      label={<Locked refusal={findOrderRefusal(refusals, order, [record])}>{order.words()}</Locked>}
    />
  ));
}

function ActItems({ context, acts }: { context: PackContext; acts: readonly PackAct[] }) {
  return acts.map(({ id, icon, key, words, offer }) => {
    const run = offer(context);
    return run && <MenuItem key={id} icon={icon} shortcut={key} onSelect={run} label={words(context)} />;
  });
}

/** Everything else that can be done with a pack, as lines of a menu. */
export function PackMenuItems(props: PackMenuProps) {
  const { record, activity } = props;
  const context = usePackContext(props);
  const orders = listOrders(record, activity);
  const isBusy = activity !== undefined && activity.phase !== 'failed';
  return (
    <>
      <OrderItems record={record} orders={orders.filter(({ task, isRemoval }) => task !== null && !isRemoval)} />
      {!isBusy && hasVersions(record) && <VersionBranch record={record} />}
      <OrderItems record={record} orders={orders.filter(({ task, isRemoval }) => task === null || isRemoval)} />
      <ActItems context={context} acts={taskActs} />
      {!isBusy && context.problem !== undefined && (
        <>
          <MenuLine />
          <ActItems context={context} acts={problemActs} />
        </>
      )}
      <MenuLine />
      <ActItems context={context} acts={placeActs} />
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
