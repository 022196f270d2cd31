import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import type { AppError } from '../../src/contract/errors';
import type { ModelFolders, PlaceModelParams } from '../../src/contract/models';
import { proposeFolder } from '../../src/contract/text/model-folder';
import { percentOf } from '../../src/contract/text/percent';
import { Button } from '../components/button';
import { Dialog } from '../components/dialogs/dialog';
import { showButtonToast } from '../components/feedback/button-toast';
import { RefusalNotice } from '../components/feedback/refusal-notice';
import { ProgressBar } from '../components/feedback/progress';
import { ChoiceField } from '../components/form/choice-field';
import { Offered, useRemote } from '../state/installation/remote';
import { takeBack } from '../state/undo/undo-actions';
import { formatBytes } from '../texts/formatting';
import { placeModel, revealFolder } from './model-actions';
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
    showButtonToast({
      id: answer.ui_id,
      title: () => t(`models.file.done.${answer.how}`, { name: file.name, folder }),
      acts: [{ label: () => t('undo.open'), testId: 'model-placed-undo', run: () => void takeBack(answer.ui_id) }],
    });
  };
  return { placing, place, forget: () => setPlacing(null) };
}

/** How far the copy is: bytes and per cent as soon as they are known. */
function Progress({ how, id }: { how: How; id: string }) {
  const progress = usePlacingProgress(id);
  // A link that the disk cannot make is a copy.
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
  if (placing === null) return null;
  if ('how' in placing) return <Progress {...placing} />;
  return <RefusalNotice testId="model-not-placed" title={t('models.file.failed')} error={placing.error} />;
}

interface TargetProps {
  folders: ModelFolders;
  value: string;
  sizeBytes: number;
  isBusy: boolean;
  onChoose: (key: string) => void;
}

/** The folder that it goes to, and how much goes there. */
function Target({ folders, value, sizeBytes, isBusy, onChoose }: TargetProps) {
  const options = Object.keys(folders).sort();
  return (
    <>
      <div data-testid="model-file" className="mt-4 flex items-center gap-3">
        <span className="text-sm font-medium text-muted">{t('models.link.folder')}</span>
        <ChoiceField
          label={t('models.link.folder')}
          value={value}
          isDisabled={isBusy}
          options={options.map((one) => ({ value: one, label: one }))}
          onChoose={onChoose}
        />
        <span className="ml-auto text-sm text-muted tabular">{formatBytes(sizeBytes)}</span>
      </div>
      <p className="mt-3 font-mono text-xs break-all text-soft selectable" data-testid="model-file-folder">
        {folders[value]?.[0] ?? ''}
      </p>
    </>
  );
}

function OpenFolder({
  tone,
  isDisabled,
  onOpen,
}: {
  tone: 'quiet' | 'plain';
  isDisabled: boolean;
  onOpen: () => void;
}) {
  return (
    <Button className="-ml-2.5" tone={tone} icon={<FolderOpen size={14} />} disabled={isDisabled} onClick={onOpen}>
      {t('models.file.open')}
    </Button>
  );
}

/** What is offered for the file, and how that is said: to another machine it can only be sent. */
function describeOffer(hasPath: boolean, isElsewhere: boolean) {
  if (!hasPath) return { how: 'move', text: t('models.file.textByHand'), hasOthers: false } as const;
  return isElsewhere
    ? ({ how: 'copy', text: t('models.file.textElsewhere'), label: t('models.file.send'), hasOthers: false } as const)
    : ({ how: 'move', text: t('models.file.text'), label: t('models.file.move'), hasOthers: true } as const);
}

/** A model that a person has as a file goes into the folder where ComfyUI finds it: moved or copied there, or by hand. */
export function FileDialog({ file, folders, onClose }: FileDialogProps) {
  const [key, setKey] = useState(() => proposeFolder(file.name, Object.keys(folders).sort()));
  const { placing, place, forget } = usePlacing({ file, onClose });
  const paths = folders[key] ?? [];
  const hasPath = file.path !== '';
  const { how, text, label, hasOthers } = describeOffer(hasPath, useRemote() !== null);
  const isBusy = placing !== null && 'how' in placing;
  const canPlace = paths.length > 0 && !isBusy;
  const reveal = (): void => {
    revealFolder(key);
    onClose();
  };
  return (
    <Dialog
      isBusy={isBusy}
      isWide={hasOthers}
      title={t('models.file.title', { name: file.name })}
      text={text}
      aside={
        <Offered operation="desktop.openModelFolder">
          <OpenFolder tone={hasPath ? 'quiet' : 'plain'} isDisabled={!canPlace} onOpen={reveal} />
        </Offered>
      }
      keepTestId="model-file-cancel"
      more={
        hasOthers && (
          <>
            <Button data-testid="model-link" disabled={!canPlace} onClick={() => void place(key, 'link')}>
              {t('models.file.link')}
            </Button>
            <Button data-testid="model-copy" disabled={!canPlace} onClick={() => void place(key, 'copy')}>
              {t('models.file.copy')}
            </Button>
          </>
        )
      }
      confirmLabel={label}
      confirmTestId="model-move"
      isDisabled={!canPlace}
      onConfirm={() => void place(key, how)}
      onClose={isBusy ? () => placing.stop.abort() : onClose}
    >
      <Target
        {...{ folders, isBusy, value: key, sizeBytes: file.sizeBytes }}
        onChoose={(chosen) => {
          forget();
          setKey(chosen);
        }}
      />
      <Outcome placing={placing} />
    </Dialog>
  );
}
