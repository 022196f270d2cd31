import { ClipboardPaste, FileArchive, FileInput, GitBranch, Plus } from 'lucide-react';
import { t } from 'i18next';
import { IconButton } from '../../components/icon-button';
import { Menu, MenuItem } from '../../components/menu';
import { chooseArchive, readClipboard } from '../../state/packs/install-sources';
import { Offered } from '../../state/installation/remote';
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
      <MenuItem
        icon={GitBranch}
        onSelect={() => openInstallDialog({ kind: 'empty' })}
        label={t('installFrom.menu.git')}
      />
      <MenuItem icon={ClipboardPaste} onSelect={() => void fromClipboard()} label={t('installFrom.menu.clipboard')} />
      <Offered operation="desktop.chooseArchive">
        <MenuItem
          icon={FileArchive}
          onSelect={() => void fromArchive(t('installFrom.chooseTitle'))}
          label={t('installFrom.menu.archive')}
        />
      </Offered>
      <MenuItem icon={FileInput} onSelect={openWorkflowFile} label={t('workflow.open')} />
    </Menu>
  );
}
