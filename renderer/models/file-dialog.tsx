import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelFolders } from '../../src/contract/models';
import { Button } from '../components/button';
import { ChoiceField } from '../components/form/choice-field';
import { Modal } from '../components/modal';
import { useCopy } from '../state/queue/use-copy';
import { formatBytes } from '../texts/formatting';
import { revealFolder } from './model-actions';
import { proposeFolder } from './model-link';

/** A model file that was dropped. */
export interface GivenModelFile {
  name: string;
  /** Empty for one out of another program's memory. */
  path: string;
  sizeBytes: number;
}

interface FileDialogProps {
  file: GivenModelFile;
  folders: ModelFolders;
  onClose: () => void;
}

/** Says into which folder a model belongs that a person has as a file, and opens it: moving many gigabytes is done best by the system. */
export function FileDialog({ file, folders, onClose }: FileDialogProps) {
  const { t } = useTranslation();
  const copy = useCopy();
  const keys = Object.keys(folders).sort();
  const [key, setKey] = useState(() => proposeFolder(file.name, keys));
  const paths = folders[key] ?? [];
  const footer = (
    <div className="flex justify-end gap-2">
      <Button onClick={onClose}>{t('actions.cancel')}</Button>
      <Button
        tone="primary"
        icon={<FolderOpen size={14} />}
        disabled={paths.length === 0}
        onClick={() => {
          revealFolder(key);
          onClose();
        }}
      >
        {t('models.file.open')}
      </Button>
    </div>
  );
  return (
    <Modal
      isOpen
      title={t('models.file.title', { name: file.name })}
      description={t('models.file.text')}
      footer={footer}
      onClose={onClose}
    >
      <div data-testid="model-file" className="mt-4 flex items-center gap-3">
        <span className="text-sm font-medium text-muted">{t('models.link.folder')}</span>
        <ChoiceField
          label={t('models.link.folder')}
          value={key}
          options={keys.map((one) => ({ value: one, label: one }))}
          onChoose={setKey}
        />
        <span className="ml-auto text-sm text-muted tabular">{formatBytes(file.sizeBytes)}</span>
      </div>
      <p className="mt-3 font-mono text-xs break-all text-soft selectable" data-testid="model-file-folder">
        {paths[0] ?? ''}
      </p>
      {file.path !== '' && (
        <Button size="small" tone="quiet" className="mt-2 -ml-2.5" onClick={() => copy(file.path)}>
          {t('models.file.copyPath')}
        </Button>
      )}
    </Modal>
  );
}
