import {
  Copy,
  Download,
  ExternalLink,
  FolderInput,
  FolderOpen,
  FolderPen,
  Info,
  SquareCheck,
  Trash2,
} from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { t } from 'i18next';
import { copyText } from '../hooks/copy-text';
import { MenuItem, MenuLine } from '../components/menu';
import { AnchoredMenu } from '../components/menus/anchored-menu';
import type { MenuAnchor } from '../components/menus/menu-anchor';
import { go } from '../navigation/location-store';
import { Offered } from '../state/installation/remote';
import { openLink } from '../state/queue/actions';
import { revealModel, trashOrAsk } from './model-actions';
import type { ModelRecord } from './model-record';
import { modelSelection } from './model-selection';
import { TrashDialog } from './trash-dialog';

interface ItemsProps {
  record: ModelRecord;
  onDownload: (record: ModelRecord) => void;
  /** Asks for the folder first. */
  onDownloadTo: (record: ModelRecord) => void;
  onTrash: (record: ModelRecord) => void;
  /** Asks for the new folder and the new name. */
  onMove: (record: ModelRecord) => void;
}

function CopyItems({ record }: { record: ModelRecord }) {
  const { file, listed, filename } = record;
  return (
    <>
      <MenuItem icon={Copy} onSelect={() => copyText(filename)} label={t('models.menu.copyName')} />
      {file && <MenuItem icon={Copy} onSelect={() => copyText(file.path)} label={t('actions.copyPath')} />}
      {listed && <MenuItem icon={Copy} onSelect={() => copyText(listed.url)} label={t('models.menu.copyAddress')} />}
    </>
  );
}

function Items({ record, onDownload, onDownloadTo, onTrash, onMove }: ItemsProps) {
  const { file, listed, key } = record;
  const page = listed?.reference ?? '';
  return (
    <>
      {file === null && listed?.targetDir != null && (
        <>
          <MenuItem icon={Download} onSelect={() => onDownload(record)} label={t('models.download')} />
          <MenuItem icon={FolderInput} onSelect={() => onDownloadTo(record)} label={t('models.downloadTo')} />
        </>
      )}
      <MenuItem icon={Info} onSelect={() => go({ modelKey: key, isModelOpen: true })} label={t('actions.details')} />
      {file && (
        <Offered operation="desktop.revealModel">
          <MenuItem icon={FolderOpen} onSelect={() => revealModel(file.path)} label={t('actions.reveal')} />
        </Offered>
      )}
      {file && <MenuItem icon={FolderPen} onSelect={() => onMove(record)} label={t('models.move.open')} />}
      {/^https?:/u.test(page) && (
        <MenuItem icon={ExternalLink} onSelect={() => openLink(page)} label={t('models.openPage')} />
      )}
      <MenuItem icon={SquareCheck} onSelect={() => modelSelection.toggle(key)} label={t('models.selection.select')} />
      <MenuLine />
      <CopyItems record={record} />
      {file && (
        <>
          <MenuLine />
          <MenuItem isDanger icon={Trash2} onSelect={() => onTrash(record)} label={t('models.trash.open')} />
        </>
      )}
    </>
  );
}

/** The menu of the rows of models, and the question before one goes to the trash. */
export function useModelMenu(
  onDownload: ItemsProps['onDownload'],
  onDownloadTo: ItemsProps['onDownloadTo'],
  onMove: ItemsProps['onMove'],
): {
  ask: (record: ModelRecord, anchor: MenuAnchor) => void;
  shown: ReactNode;
} {
  const [target, setTarget] = useState<{ record: ModelRecord; anchor: MenuAnchor } | null>(null);
  const [trashed, setTrashed] = useState<ModelRecord | null>(null);
  const trash = (record: ModelRecord): void => {
    if (record.file) void trashOrAsk([record.file], () => setTrashed(record));
  };
  const shown = (
    <>
      <AnchoredMenu anchor={target?.anchor ?? null} onClose={() => setTarget(null)}>
        {target && <Items record={target.record} {...{ onDownload, onDownloadTo, onMove }} onTrash={trash} />}
      </AnchoredMenu>
      {trashed?.file && <TrashDialog files={[trashed.file]} onClose={() => setTrashed(null)} />}
    </>
  );
  return { ask: (record, anchor) => setTarget({ record, anchor }), shown };
}
