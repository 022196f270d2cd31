import { type SyntheticEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { InstallModelParams } from '../../src/contract/models';
import { Button } from '../components/button';
import { Modal } from '../components/modal';
import type { ModelRecord } from '../state/model-record';
import { sizeOf } from './size-words';

interface DownloadDialogProps {
  record: ModelRecord;
  onClose: () => void;
  onConfirm: (savePath: string) => void;
}

const pathSchema = InstallModelParams.shape.save_path;

/** Shows where a model goes, and lets it go elsewhere below the models folder. */
export function DownloadDialog({ record, onClose, onConfirm }: DownloadDialogProps) {
  const { t } = useTranslation();
  const inputRef = useRef<HTMLInputElement>(null);
  const listedPath = record.listed?.savePath ?? 'default';
  const [path, setPath] = useState(listedPath === 'default' ? '' : listedPath);
  const wanted = path.trim() === '' ? 'default' : path.trim();
  const isUsable = pathSchema.safeParse(wanted).success;
  const isListed = wanted === listedPath;
  const onSubmit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (isUsable) onConfirm(wanted);
  };
  return (
    <Modal
      isOpen
      title={t('models.dialog.title', { name: record.title })}
      description={t('models.dialog.text', { file: record.filename, size: sizeOf(record) || t('models.unknownSize') })}
      focusRef={inputRef}
      onClose={onClose}
    >
      <form onSubmit={onSubmit} className="mt-4">
        <label className="block text-sm font-medium text-muted" htmlFor="model-target">
          {t('models.dialog.folder')}
        </label>
        <input
          id="model-target"
          ref={inputRef}
          value={path}
          maxLength={400}
          autoComplete="off"
          spellCheck={false}
          placeholder={t('models.dialog.placeholder', { type: record.type })}
          aria-invalid={!isUsable}
          aria-describedby="model-target-words"
          onChange={(event) => setPath(event.target.value)}
          className="mt-1 h-8 w-full rounded-control border border-border-strong bg-raised px-2.5 font-mono text-sm select-text focus:border-accent focus:outline-1 focus:outline-offset-0 focus:outline-accent aria-invalid:border-red-border"
        />
        <p id="model-target-words" aria-live="polite" className="mt-1 min-h-5 text-sm break-all text-muted">
          {isUsable ? (
            isListed && (record.listed?.targetDir ?? '')
          ) : (
            <span className="text-red-text">{t('models.dialog.badFolder')}</span>
          )}
        </p>
        <div className="mt-3 flex justify-end gap-2">
          <Button onClick={onClose}>{t('snapshots.cancel')}</Button>
          <Button type="submit" tone="primary" disabled={!isUsable}>
            {t('models.download')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
