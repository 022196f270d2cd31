import { ClipboardPaste, FileArchive, FileInput, GitBranch, Plus } from 'lucide-react';
import { t } from 'i18next';
import { IconButton } from '../../components/icon-button';
import { Menu, MenuItem } from '../../components/menu';
import { chooseArchive, readClipboard } from '../../state/packs/install-sources';
import { openInstallDialog } from '../../navigation/window-store';
import { openWorkflowFile } from '../../state/workflow/workflow-store';
import { lastSegment } from '../../texts/formatting';

async function fromClipboard(): Promise<void> {
  const text = await readClipboard();
  if (text !== undefined) openInstallDialog({ kind: 'git', url: text.trim().split('\n', 1)[0] ?? '' });
}

async function fromArchive(title: string): Promise<void> {
  const path = await chooseArchive(title);
  if (path !== undefined) openInstallDialog({ kind: 'archive', path, name: lastSegment(path) });
}

/** Where packs come from that no list has. */
export function InstallFromMenu() {
  return (
    <Menu
      trigger={
        <IconButton label={t('packs.installFrom')} side="bottom" data-testid="install-from" icon={<Plus size={16} />} />
      }
    >
      <MenuItem icon={<GitBranch size={15} />} onSelect={() => openInstallDialog({ kind: 'empty' })}>
        {t('installFrom.menu.git')}
      </MenuItem>
      <MenuItem icon={<ClipboardPaste size={15} />} onSelect={() => void fromClipboard()}>
        {t('installFrom.menu.clipboard')}
      </MenuItem>
      <MenuItem icon={<FileArchive size={15} />} onSelect={() => void fromArchive(t('installFrom.chooseTitle'))}>
        {t('installFrom.menu.archive')}
      </MenuItem>
      <MenuItem icon={<FileInput size={15} />} onSelect={openWorkflowFile}>
        {t('workflow.open')}
      </MenuItem>
    </Menu>
  );
}
