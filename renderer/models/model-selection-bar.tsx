import { FileUp, FolderPen, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { SelectionFrame } from '../components/rows/selection-frame';
import { formatBytes, formatCount } from '../texts/formatting';
import type { LocalModel } from '../../src/contract/models';
import type { ModelRecord } from './model-record';
import { saveModelList } from '../state/models/save-model-list';
import { modelSelection } from './model-selection';
import { trashOrAsk } from './model-actions';
import { TrashDialog } from './trash-dialog';

interface ModelSelectionBarProps {
  records: readonly ModelRecord[];
  onMove: (files: readonly LocalModel[]) => void;
}

/** Stands where the filters are while models are selected: how many, what they take, and what can be done with them. */
export function ModelSelectionBar({ records, onMove }: ModelSelectionBarProps) {
  const [isAsking, setAsking] = useState(false);
  const files = records.flatMap(({ file }) => file ?? []);
  const bytes = files.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
  const words = t('models.selection.count', { count: records.length, shown: formatCount(records.length) });
  return (
    <SelectionFrame label={t('models.selection.label')} testId="model-selection-bar" onClear={modelSelection.clear}>
      <span role="status" className="shrink-0 text-sm font-medium tabular">
        {files.length === 0 ? words : `${words} · ${formatBytes(bytes)}`}
      </span>
      <div className="min-w-0 flex-1">
        {files.length === 0 ? (
          <span className="block truncate text-sm text-muted">{t('models.selection.nothing')}</span>
        ) : (
          <span className="flex gap-1.5">
            <Button
              size="small"
              icon={<FolderPen size={14} />}
              data-testid="model-selection-move"
              onClick={() => onMove(files)}
            >
              {t('models.move.several', { count: files.length, shown: formatCount(files.length) })}
            </Button>
            <Button
              size="small"
              icon={<FileUp size={14} />}
              data-testid="model-selection-export"
              onClick={() => void saveModelList({ paths: files.map(({ path }) => path) })}
            >
              {t('models.lists.export')}
            </Button>
            <Button
              size="small"
              tone="warning"
              icon={<Trash2 size={14} />}
              data-testid="model-selection-trash"
              onClick={() => void trashOrAsk(files, () => setAsking(true))}
            >
              {t('models.selection.trash', { count: files.length, shown: formatCount(files.length) })}
            </Button>
          </span>
        )}
      </div>
      {isAsking && <TrashDialog files={files} onClose={() => setAsking(false)} />}
    </SelectionFrame>
  );
}
