import { RotateCw } from 'lucide-react';
import type { ComponentProps } from 'react';
import { t } from 'i18next';
import type { ComfyStatus } from '../../../src/contract/comfyui/comfyui-status';
import { Button } from '../../components/button';
import { useLocation } from '../../navigation/location-store';
import { isRestartRequested, useComfyOrders } from '../../state/comfyui/comfy-actions';
import { useRestartOrder } from '../../state/comfyui/restart';
import { formatCount } from '../../texts/formatting';
import { NamesLine } from './names-line';
import { RailSign } from './rail-sign';
import { RestartList } from './restart-list';
import { RestartPane } from './restart-pane';

function RestartButton({ status }: { status: ComfyStatus }) {
  const { words, press } = useRestartOrder(status);
  return (
    <Button
      size="small"
      tone="tinted"
      data-testid="restart-now"
      disabled={press === null}
      className="w-full"
      onClick={press ?? undefined}
    >
      <span className="truncate">{words}</span>
    </Button>
  );
}

/** Home and the place of ComfyUI have the restart themselves, and one way is enough on a screen. A restart that was ordered is told here: what it waits for. */
function useIsDoneBeside(status: ComfyStatus): boolean {
  const hasOwn = useLocation(({ place }) => place === 'home' || place === 'comfyui');
  const isRequested = useComfyOrders(isRestartRequested);
  return hasOwn && !isRequested && status.state === 'running';
}

/** What waits for a restart, and the button for it; the narrow rail has its sign and its number, which open the same. */
export function WaitingCard({ status }: { status: ComfyStatus }) {
  const { waiting, count } = status.restart;
  const title = t('restart.waiting', { count, shown: formatCount(count) });
  const own = waiting.filter(({ subject }) => subject !== 'python');
  const list = <RestartList changes={waiting} />;
  const button = useIsDoneBeside(status) ? undefined : <RestartButton status={status} />;
  return (
    <section aria-label={title} data-testid="restart-waiting">
      <div className="hidden rounded-control border border-border-strong bg-raised p-2 min-[1000px]:block">
        <p role="status" className="flex gap-1.5 text-sm font-medium">
          <RotateCw aria-hidden size={13} className="mt-0.5 shrink-0 text-amber-text" />
          {title}
        </p>
        <RestartPane
          title={title}
          trigger={<NamesLine changes={own.length > 0 ? own : waiting} data-testid="restart-show" />}
        >
          {list}
        </RestartPane>
        {button !== undefined && <div className="mt-1.5">{button}</div>}
      </div>
      <div className="min-[1000px]:hidden">
        <RestartPane title={title} buttons={button} trigger={<NarrowSign label={title} count={count} />}>
          {list}
        </RestartPane>
      </div>
    </section>
  );
}

function NarrowSign({ label, count, ...rest }: ComponentProps<'button'> & { label: string; count: number }) {
  return (
    <RailSign label={label} data-testid="restart-sign" className="relative text-amber-text" {...rest}>
      <RotateCw aria-hidden size={16} />
      <span className="absolute top-0 right-0.5 inline-flex h-4 min-w-4 items-center justify-center rounded-full border border-amber-border bg-amber-tint px-1 text-xs font-semibold tabular">
        {formatCount(count)}
      </span>
    </RailSign>
  );
}
