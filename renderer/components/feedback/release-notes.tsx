import { t } from 'i18next';
import type { ComfyRelease } from '../../../src/contract/comfyui/comfyui-versions';
import { formatCount } from '../../texts/formatting';
import { Fold } from '../fold';

function CommitNotes({ notes: { lines, more } }: Pick<ComfyRelease, 'notes'>) {
  return (
    <ul className="list-disc pl-8 text-sm break-words text-soft selectable">
      {lines.map((line, position) => (
        <li key={position} className="py-0.5">
          {line}
        </li>
      ))}
      {more > 0 && (
        <li className="list-none py-0.5 text-faint">
          {t('comfy.versions.more', { count: more, shown: formatCount(more) })}
        </li>
      )}
    </ul>
  );
}

/** What came with a version of ComfyUI, folded until it is asked for. */
export function ReleaseNotes({ notes }: Pick<ComfyRelease, 'notes'>) {
  const { from, lines, more } = notes;
  if (lines.length === 0) return <p className="mt-0.5 text-sm text-faint">{t('comfy.versions.noNotes')}</p>;
  if (from === 'tag') {
    return (
      <Fold label={t('comfy.versions.notes')} className="mt-0.5">
        <p className="pl-5 text-sm break-words whitespace-pre-line text-soft selectable">{lines.join('\n')}</p>
      </Fold>
    );
  }
  const count = lines.length + more;
  return (
    <Fold label={t('comfy.versions.commits', { count, shown: formatCount(count) })} className="mt-0.5">
      <CommitNotes notes={notes} />
    </Fold>
  );
}
