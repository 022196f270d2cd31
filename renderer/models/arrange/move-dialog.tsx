import { useState } from 'react';
import { t } from 'i18next';
import { MoveModelParams, type LocalModel, type ModelFolders } from '../../../src/contract/models';
import { Dialog } from '../../components/dialogs/dialog';
import { ChoiceField } from '../../components/form/choice-field';
import { TextField } from '../../components/form/text-field';
import { ShortList } from '../../components/rows/short-list';
import { formatCount, lastSegment } from '../../texts/formatting';
import { moveModels } from './arrange-actions';
import { ModelsUsedBy } from '../used-by';

const nameSchema = MoveModelParams.shape.new_name;
const endingOf = (name: string): string => /\.[^.]*$/u.exec(name)?.[0] ?? '';

/** Whether a file may be called so: one plain name, with the ending that it has. */
function isUsable(name: string, was: string): boolean {
  return nameSchema.safeParse(name).success && endingOf(name).toLowerCase() === endingOf(was).toLowerCase();
}

/** The key of the registry that has this folder; else null. */
export function folderKeyOf(dir: string, folders: ModelFolders): string | null {
  return Object.keys(folders).find((key) => folders[key]?.some((folder) => folder === dir)) ?? null;
}

interface MoveDialogProps {
  files: readonly LocalModel[];
  folders: ModelFolders;
  /** The folder that is chosen at first; left out, where the first file lies. */
  folder?: string | null;
  onClose: () => void;
}

/** What is to be done with the files, as it is chosen so far; null where that is nothing, or cannot be. */
function planMoves(
  files: readonly LocalModel[],
  key: string,
  { name, was }: { name: string; was: string },
): MoveModelParams[] | null {
  const isNew = name !== was;
  if (isNew && !isUsable(name, was)) return null;
  const moved = files.filter((file) => isNew || file.type !== key);
  if (moved.length === 0) return null;
  return moved.map(({ path, type }) => ({ path, folder: type === key ? null : key, new_name: isNew ? name : null }));
}

interface NameFieldProps {
  name: string;
  was: string;
  onChange: (name: string) => void;
}

function NameField({ name, was, onChange }: NameFieldProps) {
  const isValid = isUsable(name.trim(), was);
  return (
    <TextField
      id="model-new-name"
      label={t('models.link.name')}
      isExact
      value={name}
      maxLength={255}
      spellCheck={false}
      isInvalid={!isValid}
      words={isValid ? '' : t('models.move.badName', { ending: endingOf(was) })}
      onChange={onChange}
    />
  );
}

interface FolderFieldProps {
  value: string;
  folders: ModelFolders;
  onChoose: (key: string) => void;
}

function FolderField({ value, folders, onChoose }: FolderFieldProps) {
  const keys = [...new Set([value, ...Object.keys(folders)])].sort();
  return (
    <>
      <div className="mt-2 flex items-center gap-3">
        <span className="text-sm font-medium text-muted">{t('models.link.folder')}</span>
        <ChoiceField
          label={t('models.link.folder')}
          value={value}
          options={keys.map((key) => ({ value: key, label: key }))}
          onChoose={onChoose}
        />
      </div>
      <p className="mt-2 font-mono text-xs break-all text-soft selectable">{folders[value]?.[0] ?? ''}</p>
    </>
  );
}

function FileNames({ files }: Pick<MoveDialogProps, 'files'>) {
  return (
    <ShortList label={t('models.selection.files')} rows={files} keyOf={({ path }) => path}>
      {({ name, path }) => (
        <span className="min-w-0 flex-1 truncate font-mono text-xs" title={path}>
          {name}
        </span>
      )}
    </ShortList>
  );
}

/** The choice of the person so far, and what it comes to. */
function useMoving({ files, folder }: Pick<MoveDialogProps, 'files' | 'folder'>) {
  const [first] = files;
  const was = files.length === 1 ? lastSegment(first?.path ?? '') : '';
  const [key, setKey] = useState(folder ?? first?.type ?? '');
  const [name, setName] = useState(was);
  const moves = planMoves(files, key, { name: name.trim(), was });
  const isRenamed = was !== '' && moves?.every((move) => move.folder === null) === true;
  return { was, key, setKey, name, setName, moves, isRenamed };
}

/** Moves models to the folder of another type; one can get another name as well. It says which saved workflows name them. */
export function MoveDialog({ files, folders, folder, onClose }: MoveDialogProps) {
  const { was, key, setKey, name, setName, moves, isRenamed } = useMoving({ files, folder });
  const counted = { count: files.length, shown: formatCount(files.length), name: was };
  const isOne = was !== '';
  const [title, top] = isOne
    ? [t('models.move.titleOne', counted), <NameField key="name" {...{ name, was }} onChange={setName} />]
    : [t('models.move.title', counted), <FileNames key="files" files={files} />];
  const confirm = (): void => {
    onClose();
    void moveModels(moves ?? []);
  };
  return (
    <Dialog
      isForm
      testId="move-dialog"
      title={title}
      text={t('models.move.text')}
      confirmLabel={t(isRenamed ? 'models.move.rename' : 'models.move.confirm')}
      confirmTestId="move-confirm"
      isDisabled={moves === null}
      onConfirm={confirm}
      onClose={onClose}
    >
      {top}
      <FolderField value={key} folders={folders} onChoose={setKey} />
      <ModelsUsedBy files={files} />
    </Dialog>
  );
}
