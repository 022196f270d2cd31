import { CircleAlert, CircleCheck, CircleHelp, Download, FolderPen } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { t } from 'i18next';
import type { ManifestRow, ManifestState } from '../../../src/contract/library/model-manifest';
import type { MoveModelParams } from '../../../src/contract/models';
import { Button } from '../../components/button';
import { Chip, type ChipTone } from '../../components/chip';
import { CheckBox } from '../../components/form/check-box';
import { formatBytes } from '../../texts/formatting';
import { moveModels } from '../arrange/arrange-actions';
import { ModelsUsedBy } from '../used-by';
import { keyOf, moveOf } from './list-rows';

const looks: Record<ManifestState, [ChipTone, ReactNode]> = {
  missing: ['amber', <Download key="missing" size={12} />],
  other: ['amber', <CircleAlert key="other" size={12} />],
  unproven: ['neutral', <CircleHelp key="unproven" size={12} />],
  elsewhere: ['neutral', null],
  here: ['green', <CircleCheck key="here" size={12} />],
};

/** What a person should know of the row beside its state; empty for what is here. */
function describeRow({ state, place, install }: ManifestRow): string {
  if (state === 'here') return '';
  if (state === 'unproven' && place !== null) return t('models.lists.details.alike', { place });
  if (state !== 'missing') return t(`models.lists.details.${state}`, { place: place ?? '' });
  return install === null
    ? t('models.lists.details.noSource')
    : t('models.lists.details.source', { host: new URL(install.url).host });
}

interface ListRowProps {
  row: ManifestRow;
  /** The places that the list has models for. */
  wanted: ReadonlySet<string>;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
}

/** How workflows name what lies at a place: without the folder of its type. */
const nameAt = (place: string): string => place.slice(place.indexOf('/') + 1);

function MoveButton({ move }: { move: MoveModelParams }) {
  const [isOrdered, setOrdered] = useState(false);
  const order = (): void => {
    setOrdered(true);
    void moveModels([move]);
  };
  return (
    <Button
      size="small"
      icon={<FolderPen size={13} />}
      data-testid="model-list-move"
      disabled={isOrdered}
      onClick={order}
    >
      {t('models.move.confirm')}
    </Button>
  );
}

/** One model of a list, and how it stands here. */
export function ListRow({ row, wanted, isChosen, onChoose }: ListRowProps) {
  const { state, install, size_bytes: size } = row;
  const [tone, icon] = looks[state];
  const details = describeRow(row);
  const move = moveOf(row, wanted);
  return (
    <li
      data-testid="model-list-row"
      data-state={state}
      className="flex min-h-10 items-center gap-3 border-b border-border px-3 py-1.5 last:border-0"
    >
      {install === null ? (
        <span aria-hidden className="size-4 shrink-0" />
      ) : (
        <CheckBox aria-label={keyOf(row)} isChecked={isChosen} onChoose={onChoose} />
      )}
      <div className="min-w-0 flex-1">
        <p className="truncate font-mono text-xs selectable" title={keyOf(row)}>
          {keyOf(row)}
        </p>
        {details !== '' && <p className="text-sm text-pretty break-words text-muted">{details}</p>}
        {move !== null && <ModelsUsedBy files={[{ name: nameAt(row.place ?? ''), path: move.path }]} />}
      </div>
      {move !== null && <MoveButton move={move} />}
      <span className="shrink-0 text-sm text-muted tabular">
        {size === null ? t('models.unknownSize') : formatBytes(size)}
      </span>
      <span className="flex w-28 shrink-0 justify-end">
        <Chip tone={tone} icon={icon}>
          {t(`models.lists.states.${state}`)}
        </Chip>
      </span>
    </li>
  );
}
