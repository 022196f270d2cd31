import { useState } from 'react';
import { t } from 'i18next';
import { InstallModelParams } from '../../src/contract/models';
import { Dialog } from '../components/dialogs/dialog';
import { TextField } from '../components/form/text-field';
import { downloadModel } from './model-actions';
import type { ModelRecord } from './model-record';
import { sizeOf } from './size-words';

interface DownloadDialogProps {
  record: ModelRecord;
  onClose: () => void;
}

const pathSchema = InstallModelParams.shape.save_path;

/** Shows where a model goes, lets it go elsewhere below the models folder, and downloads it. */
export function DownloadDialog({ record, onClose }: DownloadDialogProps) {
  const listedPath = record.listed?.savePath ?? 'default';
  const [path, setPath] = useState(listedPath === 'default' ? '' : listedPath);
  const wanted = path.trim() === '' ? 'default' : path.trim();
  const isUsable = pathSchema.safeParse(wanted).success;
  const download = (): void => {
    onClose();
    void downloadModel(record, wanted);
  };
  const listedTarget = wanted === listedPath ? (record.listed?.targetDir ?? '') : '';
  return (
    <Dialog
      isForm
      title={t('models.dialog.title', { name: record.title })}
      text={t('models.dialog.text', { file: record.filename, size: sizeOf(record) || t('models.unknownSize') })}
      confirmLabel={t('models.download')}
      isDisabled={!isUsable}
      onConfirm={download}
      onClose={onClose}
    >
      <TextField
        id="model-target"
        label={t('models.dialog.folder')}
        isExact
        value={path}
        maxLength={400}
        spellCheck={false}
        placeholder={t('models.dialog.placeholder', { type: record.type })}
        isInvalid={!isUsable}
        words={isUsable ? listedTarget : t('models.dialog.badFolder')}
        onChange={setPath}
      />
    </Dialog>
  );
}
