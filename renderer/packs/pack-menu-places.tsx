import { Box, Copy, FolderOpen, Globe } from 'lucide-react';
import { t } from 'i18next';
import { copyText } from '../hooks/copy-text';
import { MenuItem } from '../components/menu';
import { useLocation } from '../navigation/location-store';
import { Offered } from '../state/installation/remote';
import { attempt, openLink } from '../state/queue/actions';
import { parseQuery } from '../state/packs/pack-query';
import type { PackRecord } from '../state/packs/pack-record';
import { findMatchedClass } from '../state/packs/pack-search';
import { usePackPath } from './pack-path';
import { pageOf } from '../navigation/issue-links';

/** The node class that the row shows, or the only one there is. */
function useShownClass(record: PackRecord): string | null {
  const query = useLocation((state) => state.query);
  const matched = findMatchedClass(record, parseQuery(query));
  return matched ?? (record.nodeClasses.length === 1 ? (record.nodeClasses[0] ?? null) : null);
}

function CopyItems({ record }: { record: PackRecord }) {
  const path = usePackPath(record);
  const nodeClass = useShownClass(record);
  return (
    <>
      <MenuItem icon={Copy} onSelect={() => copyText(record.registryId ?? record.key)} label={t('actions.copyId')} />
      {record.local && <MenuItem icon={Copy} onSelect={() => copyText(path)} label={t('actions.copyPath')} />}
      {nodeClass !== null && (
        <MenuItem icon={Box} onSelect={() => copyText(nodeClass)} label={t('actions.copyClass', { name: nodeClass })} />
      )}
    </>
  );
}

/** Where a pack lies and comes from, to go there or to copy it. */
export function PlaceItems({ record }: { record: PackRecord }) {
  const { local } = record;
  const page = pageOf(record);
  return (
    <>
      {local && (
        <Offered operation="desktop.revealPack">
          <MenuItem
            icon={FolderOpen}
            onSelect={() => void attempt('desktop.revealPack', { name: local.key })}
            label={t('actions.reveal')}
          />
        </Offered>
      )}
      {page !== null && <MenuItem icon={Globe} onSelect={() => openLink(page)} label={t('actions.repository')} />}
      <CopyItems record={record} />
    </>
  );
}
