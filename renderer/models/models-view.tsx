import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { RowListHandle } from '../components/rows/row-list';
import type { Location } from '../navigation/location';
import { go, useLocation } from '../navigation/location-store';
import { downloadModel } from './model-actions';
import { readModelActivities } from './model-activity';
import { type ModelsState, useModels } from './model-queries';
import type { ModelRecord } from './model-record';
import { type ModelResult, searchModels } from './model-search';
import { useQueue } from '../state/queue/queue-store';
import { useEscape } from '../navigation/use-escape';
import { ModelSelectionBar } from './model-selection-bar';
import { useSelectionEscape } from '../state/installation/row-selection';
import { modelSelection, useModelSelection } from './model-selection';
import { useFound } from './online/found-query';
import { useArranging } from './arrange/use-arranging';
import { useModelMenu } from './model-menu';
import { ModelDetails } from './model-details';
import { ModelFilters } from './model-filters';
import { ModelsBody } from './models-body';
import { ModelsHeader } from './models-header';
import { t } from 'i18next';
import { InstallModelParams, type ModelFolders } from '../../src/contract/models';
import { Dialog } from '../components/dialogs/dialog';
import { TextField } from '../components/form/text-field';
import { sizeOf } from './size-words';
import { isModelFile } from '../../src/contract/text/model-file';
import { isField } from '../hooks/is-field';
import { pathOf } from '../bridge';
import { LinkDialog } from './link-dialog';
import { FileDialog, type GivenModelFile } from './file-dialog';
import { readModelLink } from './model-link';

/** The file of a model that a drop brings; null for everything else, which the window takes. */
function readDrop({ dataTransfer }: DragEvent): GivenModelFile | null {
  const [file] = dataTransfer?.files ?? [];
  return file && isModelFile(file.name) ? { name: file.name, path: pathOf(file), sizeBytes: file.size } : null;
}

/**
 * A link to a model that is pasted anywhere in this place, and the file of one that is dropped here: both are heard before the window, which knows neither.
 * Answers the dialog that follows, and how it is opened by hand.
 */
function useModelHands(folders: ModelFolders): { askForLink: () => void; shown: ReactNode } {
  const [link, setLink] = useState<string | null>(null);
  const [file, setFile] = useState<GivenModelFile | null>(null);
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      const text = event.clipboardData?.getData('text/plain').trim() ?? '';
      if (isField(event.target) || readModelLink(text) === null) return;
      event.preventDefault();
      setLink(text);
    };
    const onDrop = (event: DragEvent): void => {
      const given = readDrop(event);
      if (given === null) return;
      event.preventDefault();
      setFile(given);
    };
    window.addEventListener('paste', onPaste, { capture: true });
    window.addEventListener('drop', onDrop, { capture: true });
    return () => {
      window.removeEventListener('paste', onPaste, { capture: true });
      window.removeEventListener('drop', onDrop, { capture: true });
    };
  }, []);
  const shown = (
    <>
      {link !== null && <LinkDialog key={link} given={link} folders={folders} onClose={() => setLink(null)} />}
      {file !== null && <FileDialog key={file.path} file={file} folders={folders} onClose={() => setFile(null)} />}
    </>
  );
  return { askForLink: () => setLink(''), shown };
}

interface DownloadDialogProps {
  record: ModelRecord;
  onClose: () => void;
}

const pathSchema = InstallModelParams.shape.save_path;

/** Shows where a model goes, lets it go elsewhere below the models folder, and downloads it. */
function DownloadDialog({ record, onClose }: DownloadDialogProps) {
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

const withoutDetails: Partial<Location> = { isModelOpen: false };

function useResult(records: readonly ModelRecord[]): { result: ModelResult; search: string } {
  const text = useLocation((state) => state.modelQuery);
  const filter = useLocation((state) => state.modelFilter);
  const type = useLocation((state) => state.modelType);
  const base = useLocation((state) => state.modelBase);
  const sort = useLocation((state) => state.modelSort);
  const result = useMemo(
    () => searchModels(records, { text, filter, type, base, sort }),
    [records, text, filter, type, base, sort],
  );
  return { result, search: [text, filter, type, base, sort].join('\n') };
}

/** What the list knows, what is on disk, and what a search has found online. */
function useEveryModel() {
  const models = useModels();
  const found = useFound(models);
  const records = useMemo(() => [...models.records, ...found.records], [models.records, found.records]);
  return { models, found, records };
}

/** The records that are selected. */
function useChecked(records: readonly ModelRecord[]): readonly ModelRecord[] {
  const keys = useModelSelection((state) => state.keys);
  return useMemo(() => records.filter(({ key }) => keys.has(key)), [records, keys]);
}

function download(record: ModelRecord): void {
  void downloadModel(record);
}

/** The menu of the rows, and every dialog that opens over the place. */
function useModelDialogs({ folders }: ModelsState) {
  const [asking, setAsking] = useState<ModelRecord | null>(null);
  const { arranging, shown: arrangingShown } = useArranging(folders);
  const menu = useModelMenu(download, setAsking, ({ file }) => file && arranging.move([file]));
  const hands = useModelHands(folders);
  const shown = (
    <>
      {menu.shown}
      {hands.shown}
      {arrangingShown}
      {asking && <DownloadDialog record={asking} onClose={() => setAsking(null)} />}
    </>
  );
  return { menu, hands, arranging, shown, setAsking };
}

/** The models of the catalogue and those on disk in one list: what is there, where, how large; downloads, doubles, the trash. */
export function ModelsView() {
  const { models, found, records } = useEveryModel();
  const { result, search } = useResult(records);
  const view = useQueue((state) => state.view);
  const activityOf = useMemo(() => readModelActivities(view), [view]);
  const listRef = useRef<RowListHandle>(null);
  const modelKey = useLocation((state) => state.modelKey);
  const isOpen = useLocation((state) => state.isModelOpen);
  const { menu, hands, arranging, shown, setAsking } = useModelDialogs(models);
  const checked = useChecked(records);
  useSelectionEscape(modelSelection);
  useEscape(withoutDetails);
  const opened = isOpen ? records.find(({ key }) => key === modelKey) : undefined;
  const closeDetails = (): void => {
    go({ isModelOpen: false });
    listRef.current?.focus();
  };
  return (
    <div className="flex h-full min-w-0 flex-col">
      <ModelsHeader
        listRef={listRef}
        isRefreshing={models.isRefreshing}
        onLink={hands.askForLink}
        onDuplicates={arranging.showDuplicates}
        onFolders={arranging.showFolders}
        onLibrary={arranging.moveLibrary}
      />
      {checked.length > 0 ? (
        <ModelSelectionBar records={checked} onMove={arranging.move} />
      ) : (
        <ModelFilters result={result} />
      )}
      <div className="relative flex min-h-0 flex-1">
        <ModelsBody
          models={models}
          found={found}
          rows={result.rows}
          activityOf={activityOf}
          listRef={listRef}
          search={search}
          onDuplicates={arranging.showDuplicates}
          onDownload={download}
          onMenu={menu.ask}
        />
        {opened && (
          <ModelDetails
            key={opened.key}
            record={opened}
            activity={activityOf(opened)}
            onClose={closeDetails}
            onDownload={download}
            onDownloadTo={setAsking}
            arranging={arranging}
          />
        )}
      </div>
      {shown}
    </div>
  );
}
