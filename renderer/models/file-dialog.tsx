import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../src/contract/errors';
import type { ModelFolders, PlaceModelParams } from '../../src/contract/models';
import { percentOf } from '../../src/contract/text/percent';
import { Button } from '../components/button';
import { DialogFoot } from '../components/dialog-foot';
import { tellWithButtons } from '../components/feedback/button-toast';
import { ToastButton } from '../components/feedback/toast-button';
import { RefusalNotice } from '../components/feedback/refusal-notice';
import { ProgressBar } from '../components/feedback/progress';
import { ChoiceField } from '../components/form/choice-field';
import { Modal } from '../components/modal';
import { askToUndo } from '../state/undo/undo-actions';
import { formatBytes } from '../texts/formatting';
import { placeModel, revealFolder } from './model-actions';
import { proposeFolder } from './model-link';
import { usePlacingProgress } from './model-queries';

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

type How = PlaceModelParams['how'];

/** What became of a press: nothing yet, at work under an id, or why not. */
type Placing = { how: How; id: string; stop: AbortController } | { error: AppError } | null;

function UndoPlaced({ uiId, close }: { uiId: string; close: () => void }) {
  const { t } = useTranslation();
  return (
    <ToastButton data-testid="model-placed-undo" close={close} onPress={() => askToUndo(uiId)}>
      {t('undo.open')}
    </ToastButton>
  );
}

/** Puts the file into the folder, and says so with the way back. */
function usePlacing({ file, onClose }: Pick<FileDialogProps, 'file' | 'onClose'>) {
  const [placing, setPlacing] = useState<Placing>(null);
  const place = async (folder: string, how: How): Promise<void> => {
    const id = crypto.randomUUID();
    const stop = new AbortController();
    setPlacing({ how, id, stop });
    const answer = await placeModel({ path: file.path, folder, how, placing_id: id }, stop.signal);
    if ('error' in answer) {
      // Who stopped it knows, and can choose another folder.
      setPlacing(answer.error.code === 'cancelled' ? null : answer);
      return;
    }
    onClose();
    tellWithButtons({
      id: answer.ui_id,
      title: (t) => t(how === 'move' ? 'models.file.moved' : 'models.file.copied', { name: file.name, folder }),
      description: undefined,
      buttons: (close) => <UndoPlaced uiId={answer.ui_id} close={close} />,
    });
  };
  return { placing, place, forget: () => setPlacing(null) };
}

interface FooterProps {
  hasPath: boolean;
  placing: Placing;
  isPossible: boolean;
  onReveal: () => void;
  onPlace: (how: How) => void;
  onClose: () => void;
}

function Footer({ hasPath, placing, isPossible, onReveal, onPlace, onClose }: FooterProps) {
  const { t } = useTranslation();
  const isBusy = placing !== null && 'how' in placing;
  return (
    <DialogFoot>
      <Button
        className="mr-auto -ml-2.5"
        tone={hasPath ? 'quiet' : 'plain'}
        icon={<FolderOpen size={14} />}
        disabled={!isPossible || isBusy}
        onClick={onReveal}
      >
        {t('models.file.open')}
      </Button>
      <Button data-testid="model-file-cancel" onClick={isBusy ? () => placing.stop.abort() : onClose}>
        {t('actions.cancel')}
      </Button>
      {hasPath && (
        <>
          <Button data-testid="model-copy" disabled={!isPossible || isBusy} onClick={() => onPlace('copy')}>
            {t('models.file.copy')}
          </Button>
          <Button
            tone="primary"
            data-testid="model-move"
            disabled={!isPossible || isBusy}
            onClick={() => onPlace('move')}
          >
            {t('models.file.move')}
          </Button>
        </>
      )}
    </DialogFoot>
  );
}

/** How far the copy is: bytes and per cent as soon as they are known. */
function Progress({ how, id }: { how: How; id: string }) {
  const { t } = useTranslation();
  const progress = usePlacingProgress(id);
  const words = t(how === 'move' ? 'models.file.moving' : 'models.file.copying');
  const fraction = progress === null || progress.bytesTotal === 0 ? null : progress.bytesDone / progress.bytesTotal;
  return (
    <div className="mt-4" data-testid="model-placing">
      <p role="status" className="mb-1.5 flex items-baseline justify-between gap-3 text-sm text-muted">
        {words}
        {progress !== null && fraction !== null && (
          <span className="tabular">
            {t('activity.transferred', {
              done: formatBytes(progress.bytesDone),
              total: formatBytes(progress.bytesTotal),
            })}
            {' · '}
            <span data-testid="model-placing-share">{percentOf(fraction)} %</span>
          </span>
        )}
      </p>
      <ProgressBar fraction={fraction} label={words} />
    </div>
  );
}

/** How it goes, or why it did not. */
function Outcome({ placing }: { placing: Placing }) {
  const { t } = useTranslation();
  if (placing === null) return null;
  if ('how' in placing) return <Progress {...placing} />;
  return <RefusalNotice testId="model-not-placed" title={t('models.file.failed')} error={placing.error} />;
}

/** A model that a person has as a file goes into the folder where ComfyUI finds it: moved or copied there, or by hand. */
export function FileDialog({ file, folders, onClose }: FileDialogProps) {
  const { t } = useTranslation();
  const keys = Object.keys(folders).sort();
  const [key, setKey] = useState(() => proposeFolder(file.name, keys));
  const { placing, place, forget } = usePlacing({ file, onClose });
  const paths = folders[key] ?? [];
  const hasPath = file.path !== '';
  const isBusy = placing !== null && 'how' in placing;
  return (
    <Modal
      isOpen
      title={t('models.file.title', { name: file.name })}
      description={t(hasPath ? 'models.file.text' : 'models.file.textByHand')}
      onClose={isBusy ? () => undefined : onClose}
      footer={
        <Footer
          {...{ hasPath, placing, onClose }}
          isPossible={paths.length > 0}
          onPlace={(how) => void place(key, how)}
          onReveal={() => {
            revealFolder(key);
            onClose();
          }}
        />
      }
    >
      <div data-testid="model-file" className="mt-4 flex items-center gap-3">
        <span className="text-sm font-medium text-muted">{t('models.link.folder')}</span>
        <ChoiceField
          label={t('models.link.folder')}
          value={key}
          isDisabled={isBusy}
          options={keys.map((one) => ({ value: one, label: one }))}
          onChoose={(chosen) => {
            forget();
            setKey(chosen);
          }}
        />
        <span className="ml-auto text-sm text-muted tabular">{formatBytes(file.sizeBytes)}</span>
      </div>
      <p className="mt-3 font-mono text-xs break-all text-soft selectable" data-testid="model-file-folder">
        {paths[0] ?? ''}
      </p>
      <Outcome placing={placing} />
    </Modal>
  );
}
