import { useMemo, useRef, useState } from 'react';
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
import { DownloadDialog } from './download-dialog';
import { ModelSelectionBar } from './model-selection-bar';
import { useSelectionEscape } from '../state/installation/row-selection';
import { modelSelection, useModelSelection } from './model-selection';
import { useFound } from './online/found-query';
import { useArranging } from './arrange/use-arranging';
import { useModelHands } from './use-model-hands';
import { useModelMenu } from './model-menu';
import { ModelDetails } from './model-details';
import { ModelFilters } from './model-filters';
import { ModelsBody } from './models-body';
import { ModelsHeader } from './models-header';

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
