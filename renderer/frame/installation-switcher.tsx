import { ChevronsUpDown, Copy, FolderSync } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import type { Installation } from '../../src/contract/installation';
import { Mark } from '../components/mark';
import { Menu, MenuItem, MenuLine } from '../components/menu';
import { attempt, copyText } from '../state/actions';
import { lastSegment } from '../texts/formatting';

/** The open ComfyUI folder, and the way to another one. */
export function InstallationSwitcher({ installation }: { installation: Installation }) {
  const { t } = useTranslation();
  const facts = [t(`kinds.${installation.kind}`), installation.version].filter(Boolean).join(' · ');
  const trigger = (
    <button
      type="button"
      title={installation.rootDir}
      aria-label={`${t('rail.installation')}: ${installation.rootDir}`}
      className="flex h-11 w-full items-center justify-center gap-2.5 rounded-control px-1.5 text-left transition-colors hover:bg-hover data-[state=open]:bg-hover min-[1000px]:justify-start"
    >
      <span className="inline-flex size-7 shrink-0 items-center justify-center rounded-control bg-accent text-on-accent">
        <Mark size={18} />
      </span>
      <span className="hidden min-w-0 flex-1 min-[1000px]:block">
        <span className="block truncate leading-4 font-semibold">{lastSegment(installation.rootDir)}</span>
        <span className="block truncate text-xs text-faint">{facts}</span>
      </span>
      <ChevronsUpDown aria-hidden size={14} className="hidden shrink-0 text-faint min-[1000px]:block" />
    </button>
  );
  const copyPath = (): void => {
    copyText(installation.rootDir);
    toast.success(t('app.copied'));
  };
  return (
    <Menu trigger={trigger} align="start">
      <p className="max-w-76 px-2 py-1.5 font-mono text-xs break-all text-muted">{installation.rootDir}</p>
      <MenuLine />
      <MenuItem icon={<Copy size={15} />} onSelect={copyPath}>
        {t('rail.copyPath')}
      </MenuItem>
      <MenuItem icon={<FolderSync size={15} />} onSelect={() => void attempt('installation.close', {})}>
        {t('rail.changeFolder')}
      </MenuItem>
    </Menu>
  );
}
