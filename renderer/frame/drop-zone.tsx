import { FileDown } from 'lucide-react';
import { useEffect } from 'react';
import { t } from 'i18next';
import { followGiven, openGivenFile, openGivenText } from './workflow-drop';
import { refuseGiven } from '../state/workflow/workflow-store';
import { isField } from '../hooks/is-field';
import { hasFiles, useWindowDrop, type WindowDrop } from '../hooks/window-drop';

/** Whether this window could use it: files, or text that does not go into a field. */
function isForWindow(event: DragEvent): boolean {
  const isText = event.dataTransfer?.types.some((type) => type === 'text/plain' || type === 'text/uri-list') ?? false;
  return hasFiles(event) || (isText && !isField(event.target));
}

function takeFiles(items: DataTransfer): boolean {
  const [file] = items.files;
  if (!file) return false;
  const isFolder = [...items.items].some((item) => item.webkitGetAsEntry()?.isDirectory ?? false);
  if (isFolder) refuseGiven(file.name, 'folder');
  else openGivenFile(file).catch(() => refuseGiven(file.name, 'unreadable'));
  return true;
}

/** What a drop brings: a link's address counts more than its words. */
function takeDrop(items: DataTransfer): void {
  if (takeFiles(items)) return;
  const texts = [items.getData('text/uri-list').split(/\r?\n/u)[0] ?? '', items.getData('text/plain')];
  if (!texts.some((text) => text !== '' && openGivenText(text))) refuseGiven(null, 'otherText');
}

const drop: WindowDrop = { wants: isForWindow, take: takeDrop };

function onPaste(event: ClipboardEvent): void {
  const items = event.clipboardData;
  if (event.defaultPrevented || isField(event.target) || !items) return;
  if (takeFiles(items) || openGivenText(items.getData('text/plain'))) event.preventDefault();
}

/** Takes what is dropped on the window or pasted into it outside of fields; shows one calm cover while something hovers. */
export function DropZone() {
  const isOver = useWindowDrop(drop);
  useEffect(() => followGiven(), []);
  useEffect(() => {
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, []);
  if (!isOver) return null;
  return (
    <div
      data-testid="drop-cover"
      className="pointer-events-none fixed inset-0 z-50 flex animate-fade items-center justify-center bg-overlay p-6"
    >
      <div className="flex max-w-120 flex-col items-center gap-2 rounded-panel border-2 border-dashed border-accent-border bg-raised px-10 py-8 text-center shadow-float">
        <FileDown aria-hidden size={24} className="text-accent-text" />
        <p className="text-lg font-semibold">{t('drop.title')}</p>
        <p className="text-pretty text-muted">{t('drop.text')}</p>
      </div>
    </div>
  );
}
