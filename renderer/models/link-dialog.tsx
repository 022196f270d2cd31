import { useState } from 'react';
import { t } from 'i18next';
import { findFileNameProblem } from '../../src/contract/file-names';
import type { ModelFolders } from '../../src/contract/models';
import { proposeFolder } from '../../src/contract/text/model-folder';
import { ChoiceField } from '../components/form/choice-field';
import { Dialog } from '../components/dialogs/dialog';
import { TextField } from '../components/form/text-field';
import { downloadLink } from './model-actions';
import { readModelLink, savePathOf } from './model-link';

interface LinkDialogProps {
  /** What stands in the field at first. */
  given?: string;
  folders: ModelFolders;
  onClose: () => void;
}

/** What stands in the fields: what was typed, else what the address and the name of the file say. */
function useFields(folders: ModelFolders, given: string) {
  const keys = Object.keys(folders).sort();
  const [address, setAddress] = useState(given);
  const [typedName, setTypedName] = useState<string | null>(null);
  const [chosenFolder, setChosenFolder] = useState<string | null>(null);
  const link = readModelLink(address);
  const filename = (typedName ?? link?.filename ?? '').trim();
  const folder = chosenFolder ?? proposeFolder(filename, keys);
  const isNamed = filename !== '' && findFileNameProblem(filename) === null;
  return { keys, address, setAddress, setTypedName, setChosenFolder, link, filename, folder, isNamed };
}

/** Downloads a model of which somebody has the address: of the file, or of its page at Hugging Face or Civitai. */
export function LinkDialog({ given = '', folders, onClose }: LinkDialogProps) {
  const fields = useFields(folders, given);
  const { keys, address, link, filename, folder, isNamed } = fields;
  const isUnknown = address.trim() !== '' && link === null;
  const download = (): void => {
    if (link === null) return;
    void downloadLink({ ...link, filename }, { type: folder, savePath: savePathOf(folder, folders[folder] ?? []) });
    onClose();
  };
  return (
    <Dialog
      isForm
      title={t('models.link.title')}
      text={t('models.link.text')}
      confirmLabel={t('models.download')}
      isDisabled={link === null || !isNamed || folder === ''}
      testId="model-link"
      onConfirm={download}
      onClose={onClose}
    >
      <TextField
        id="model-link-address"
        label={t('models.link.address')}
        isExact
        value={address}
        maxLength={2000}
        spellCheck={false}
        isInvalid={isUnknown}
        words={isUnknown ? t('models.link.unknown') : null}
        onChange={fields.setAddress}
      />
      <TextField
        id="model-link-name"
        label={t('models.link.name')}
        isExact
        value={filename}
        maxLength={255}
        spellCheck={false}
        isInvalid={filename !== '' && !isNamed}
        words={link !== null && filename === '' ? t('models.link.nameWanted') : null}
        onChange={fields.setTypedName}
      />
      <div className="flex items-center gap-3">
        <span className="text-sm font-medium text-muted">{t('models.link.folder')}</span>
        <ChoiceField
          label={t('models.link.folder')}
          value={folder}
          options={keys.map((key) => ({ value: key, label: key }))}
          onChoose={fields.setChosenFolder}
        />
      </div>
    </Dialog>
  );
}
