import { Copy, Link2 } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import type { DuplicateFile, DuplicateGroup } from '../../../src/contract/models';
import { Button } from '../../components/button';
import { Dialog } from '../../components/dialogs/dialog';
import { EmptyState } from '../../components/feedback/empty-state';
import { ScrollBox } from '../../components/rows/short-list';
import { formatBytes, formatCount } from '../../texts/formatting';
import { linkCopies } from './arrange-actions';
import { type Duplicates, listLinks, useDuplicates } from './duplicate-queries';

/** Longer lists cost more than they tell; what frees the most stands first. */
const shownGroups = 200;

const shortPlace = ({ type, name }: DuplicateFile): string => `${type}/${name}`;

interface GroupProps {
  group: DuplicateGroup;
  isOrdered: boolean;
  onLink: () => void;
}

/** The places of one content, and what linking them frees. */
function Group({ group, isOrdered, onLink }: GroupProps) {
  const { files, size_bytes: size, freeable_bytes: freeable } = group;
  const areApart = new Set(files.map(shortPlace)).size === files.length;
  return (
    <li data-testid="duplicate-group" className="border-b border-border px-3 py-2.5 last:border-0">
      <div className="flex items-center gap-3">
        <span className="min-w-0 flex-1 text-sm text-muted tabular">
          {t('models.duplicates.places', {
            ...{ count: files.length, shown: formatCount(files.length) },
            size: formatBytes(size),
          })}
        </span>
        {listLinks(group).length > 0 && (
          <Button
            size="small"
            data-testid="duplicate-link"
            icon={<Link2 size={13} />}
            disabled={isOrdered}
            onClick={onLink}
          >
            {t('models.duplicates.link', { size: formatBytes(freeable) })}
          </Button>
        )}
      </div>
      <ul className="mt-1.5">
        {files.map((file) => (
          <li key={file.path} title={file.path} className="py-0.5 font-mono text-xs break-all text-soft selectable">
            {areApart ? shortPlace(file) : file.path}
          </li>
        ))}
      </ul>
      {new Set(files.map(({ disk }) => disk)).size > 1 && (
        <p className="mt-1 text-sm text-muted">{t('models.duplicates.disks')}</p>
      )}
    </li>
  );
}

/** Why more may be found: files are still unread, or are not to be read. */
function describeUnread({ hashing, isHashingOff }: Duplicates): string | null {
  if (isHashingOff) return t('models.duplicates.off');
  if (hashing === null) return null;
  if (hashing.files === 0) return t('models.duplicates.looking');
  const counted = { count: hashing.files, shown: formatCount(hashing.files) };
  return t('models.duplicates.reading', { ...counted, size: formatBytes(hashing.bytes) });
}

function Unread({ duplicates }: { duplicates: Duplicates }) {
  const words = describeUnread(duplicates);
  if (words === null) return null;
  return (
    <p role="status" data-testid="duplicates-hashing" className="mt-3 text-sm text-muted tabular">
      {words}
    </p>
  );
}

function NoneFound({ duplicates }: { duplicates: Duplicates }) {
  return (
    <EmptyState
      icon={<Copy size={20} />}
      title={t(duplicates.isHashingOff ? 'models.duplicates.noneKnown' : 'models.duplicates.noneTitle')}
      text={describeUnread(duplicates) ?? t('models.duplicates.none')}
    />
  );
}

/** The models that lie on disk more than once, by their content, and what one press frees. Nothing is lost by it, so nothing is asked. */
export function DuplicatesDialog({ onClose }: { onClose: () => void }) {
  const duplicates = useDuplicates();
  const { isKnown, groups, hashing, isHashingOff, trashBytes } = duplicates;
  const [ordered, setOrdered] = useState<ReadonlySet<string>>(new Set());
  const open = groups.filter((group) => !ordered.has(group.hash) && listLinks(group).length > 0);
  const bytes = open.reduce((sum, group) => sum + group.freeable_bytes, 0);
  const link = (some: readonly DuplicateGroup[]): void => {
    setOrdered(new Set([...ordered, ...some.map(({ hash }) => hash)]));
    void linkCopies(some);
  };
  return (
    <Dialog
      isWide
      isSteady
      testId="duplicates-dialog"
      title={t('models.duplicates.title')}
      text={t('models.duplicates.text')}
      keepLabel={t('app.close')}
      confirmLabel={open.length < 2 ? undefined : t('models.duplicates.linkAll', { size: formatBytes(bytes) })}
      confirmTestId="duplicates-link-all"
      onConfirm={() => link(open)}
      onClose={onClose}
    >
      {(groups.length > 0 || !isHashingOff) && <Unread duplicates={duplicates} />}
      {bytes > trashBytes && (
        <p data-testid="duplicates-trash" className="mt-3 text-sm text-amber-text">
          {t('models.duplicates.trash', { size: formatBytes(trashBytes) })}
        </p>
      )}
      {groups.length > 0 && (
        <ScrollBox label={t('models.duplicates.title')} className="mt-3 bg-panel">
          <ul>
            {groups.slice(0, shownGroups).map((group) => (
              <Group key={group.hash} group={group} isOrdered={ordered.has(group.hash)} onLink={() => link([group])} />
            ))}
          </ul>
        </ScrollBox>
      )}
      {isKnown && groups.length === 0 && hashing === null && <NoneFound duplicates={duplicates} />}
    </Dialog>
  );
}
