import { ChevronDown, LifeBuoy, ListChecks, ListFilter, Package } from 'lucide-react';
import { t } from 'i18next';
import type { ComfyStatus } from '../../../src/contract/comfyui/comfyui-status';
import { Button } from '../../components/button';
import { Menu, MenuItem, MenuLine } from '../../components/menu';
import { chooseLean } from '../../navigation/window-store';
import { isRestartRequested, startComfy, useComfyOrders } from '../../state/comfyui/comfy-actions';

/** Starts ComfyUI with packs that are chosen, with all, or without any. Of one that runs it is a restart. */
export function StartWithMenu({ status }: { status: ComfyStatus }) {
  const isBusy = useComfyOrders(isRestartRequested);
  const isLiving = status.pid !== null;
  return (
    <Menu
      trigger={
        <Button
          data-testid="start-with"
          disabled={isBusy}
          aria-label={t(isLiving ? 'lean.restartWith' : 'lean.startWith')}
        >
          <ListFilter aria-hidden size={14} className="min-[560px]:hidden" />
          <span className="max-[559px]:sr-only">{t(isLiving ? 'lean.restartWith' : 'lean.startWith')}</span>
          <ChevronDown aria-hidden size={12} />
        </Button>
      }
    >
      <MenuItem icon={ListChecks} onSelect={() => chooseLean(status.lean)} label={t('lean.choose')} />
      <MenuLine />
      <MenuItem icon={Package} onSelect={() => void startComfy('normal')} label={t('lean.all')} />
      <MenuItem icon={LifeBuoy} onSelect={() => void startComfy('bare')} label={t('lean.none')} />
    </Menu>
  );
}
