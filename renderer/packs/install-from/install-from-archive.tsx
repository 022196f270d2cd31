import { FileArchive } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import { InstallArchiveParams } from '../../../src/contract/packs/pack-params';
import { Button } from '../../components/button';
import { lockOf } from '../../components/lock';
import { Dialog } from '../../components/dialogs/dialog';
import { TextField } from '../../components/form/text-field';
import { chooseArchive, installFromArchive, useSourcePolicy } from '../../state/packs/install-sources';
import { lastSegment, shortenPath } from '../../texts/formatting';
import { InstallPolicy } from './install-from-policy';

interface FileLineProps {
  path: string;
  name: string;
  onChoose: (path: string) => void;
}

function FileLine({ path, name, onChoose }: FileLineProps) {
  const choose = async (): Promise<void> => {
    const chosen = await chooseArchive(t('installFrom.chooseTitle'));
    if (chosen !== undefined) onChoose(chosen);
  };
  return (
    <div className="mb-3 flex items-center gap-2.5 rounded-control border border-border bg-panel px-3 py-2.5">
      <FileArchive aria-hidden size={16} className="shrink-0 text-faint" />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{name}</span>
        <span title={path} className="block truncate font-mono text-xs text-muted">
          {shortenPath(path, 36)}
        </span>
      </span>
      <Button size="small" onClick={() => void choose()}>
        {t('installFrom.chooseAnother')}
      </Button>
    </div>
  );
}

interface ArchiveDialogProps {
  path: string;
  name: string;
  onClose: () => void;
}

/** Installs a pack from a zip on this machine. */
export function ArchiveDialog({ path: given, name: givenName, onClose }: ArchiveDialogProps) {
  const [file, setFile] = useState({ path: given, name: givenName });
  const [folder, setFolder] = useState('');
  const policy = useSourcePolicy();
  const isZip = InstallArchiveParams.safeParse({ path: file.path }).success;
  const isFolderUsable = folder.trim() === '' || InstallArchiveParams.shape.name.safeParse(folder.trim()).success;
  const canInstall = isZip && isFolderUsable && policy.data !== undefined;
  const refusal = policy.data?.allowed === false ? policy.data : undefined;
  const lock = lockOf(refusal);
  const install = (): void => {
    onClose();
    void installFromArchive(file.path, folder.trim());
  };
  return (
    <Dialog
      isForm
      title={t('installFrom.archiveTitle')}
      text={t('installFrom.archiveText')}
      confirmLabel={t('actions.install')}
      tone={refusal ? 'plain' : 'primary'}
      lock={lock}
      isDisabled={!canInstall}
      onConfirm={install}
      onClose={onClose}
    >
      <FileLine {...file} onChoose={(path) => setFile({ path, name: lastSegment(path) })} />
      {!isZip && (
        <p role="alert" className="mb-2 text-sm text-red-text">
          {t('installFrom.problems.archive')}
        </p>
      )}
      <TextField
        isExact
        id="archive-folder"
        label={t('installFrom.folder')}
        value={folder}
        maxLength={100}
        isInvalid={!isFolderUsable}
        words={isFolderUsable ? t('installFrom.folderHint') : t('installFrom.problems.folder')}
        onChange={setFolder}
      />
      <InstallPolicy policy={policy} onClose={onClose} />
    </Dialog>
  );
}
