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
      <MenuItem icon={<Copy size={15} />} onSelect={() => copyText(filename)}>
        {t('models.menu.copyName')}
      </MenuItem>
      {file && (
        <MenuItem icon={<Copy size={15} />} onSelect={() => copyText(file.path)}>
          {t('actions.copyPath')}
        </MenuItem>
      )}
      {listed && (
        <MenuItem icon={<Copy size={15} />} onSelect={() => copyText(listed.url)}>
          {t('models.menu.copyAddress')}
        </MenuItem>
      )}
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
          <MenuItem icon={<Download size={15} />} onSelect={() => onDownload(record)}>
            {t('models.download')}
          </MenuItem>
          <MenuItem icon={<FolderInput size={15} />} onSelect={() => onDownloadTo(record)}>
            {t('models.downloadTo')}
          </MenuItem>
        </>
      )}
      <MenuItem icon={<Info size={15} />} onSelect={() => go({ modelKey: key, isModelOpen: true })}>
        {t('actions.details')}
      </MenuItem>
      {file && (
        <MenuItem icon={<FolderOpen size={15} />} onSelect={() => revealModel(file.path)}>
          {t('actions.reveal')}
        </MenuItem>
      )}
      {file && (
        <MenuItem icon={<FolderPen size={15} />} onSelect={() => onMove(record)}>
          {t('models.move.open')}
        </MenuItem>
      )}
      {/^https?:/u.test(page) && (
        <MenuItem icon={<ExternalLink size={15} />} onSelect={() => openLink(page)}>
          {t('models.openPage')}
        </MenuItem>
      )}
      <MenuItem icon={<SquareCheck size={15} />} onSelect={() => modelSelection.toggle(key)}>
        {t('models.selection.select')}
      </MenuItem>
      <MenuLine />
      <CopyItems record={record} />
      {file && (
        <>
          <MenuLine />
          <MenuItem isDanger icon={<Trash2 size={15} />} onSelect={() => onTrash(record)}>
            {t('models.trash.open')}
          </MenuItem>
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
