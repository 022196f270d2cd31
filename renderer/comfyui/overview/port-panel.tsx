import { Copy, PlugZap } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import { copyText } from '../../hooks/copy-text';
import type { PortHolder } from '../../../src/contract/comfyui/comfyui-status';
import { Button } from '../../components/button';
import { movePort, useComfyOrders } from '../../state/comfyui/comfy-actions';
import { Panel } from '../panel';

const maxPort = 65_535;

function describeHolder({ name, pid }: PortHolder): string {
  if (name !== null && pid !== null) return t('comfy.port.by', { name, pid });
  if (pid !== null) return t('comfy.port.byPid', { pid });
  return name === null ? t('comfy.port.unknown') : t('comfy.port.byName', { name });
}

function readPort(text: string): number | null {
  const port = /^\d{1,5}$/u.test(text.trim()) ? Number(text) : 0;
  return port >= 1 && port <= maxPort ? port : null;
}

/** Another port for ComfyUI, written into its arguments. */
function OtherPort({ taken }: { taken: number }) {
  const [text, setText] = useState(String(taken < maxPort ? taken + 1 : taken - 1));
  const isSending = useComfyOrders((state) => state.isSending);
  const port = readPort(text);
  const use = (): void => {
    if (port !== null && port !== taken) void movePort(port);
  };
  return (
    <form
      className="flex items-center gap-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        use();
      }}
    >
      <input
        inputMode="numeric"
        aria-label={t('comfy.port.field')}
        aria-invalid={port === null}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="h-7 w-20 rounded-control border border-border-strong bg-raised px-2 text-sm tabular select-text focus:border-accent focus:outline-1 focus:outline-offset-0 focus:outline-accent"
      />
      <Button type="submit" size="small" tone="primary" disabled={port === null || port === taken || isSending}>
        {t('comfy.port.use', { port: text.trim() })}
      </Button>
    </form>
  );
}

/** Who holds the port that ComfyUI needs, and what can be done about it. */
export function PortPanel({ holder }: { holder: PortHolder }) {
  const { pid } = holder;
  const words = describeHolder(holder);
  const copyPid = (): void => copyText(String(pid));
  return (
    <Panel
      isAlert
      tone="amber"
      testId="comfy-port"
      icon={<PlugZap size={16} />}
      title={t('comfy.port.title', { port: holder.port })}
      text={words}
    >
      <div className="px-3.5 py-2.5">
        <p className="text-muted">{t('comfy.port.remedy')}</p>
        <div className="mt-2.5 flex flex-wrap items-center gap-1.5">
          <OtherPort key={holder.port} taken={holder.port} />
          {pid !== null && (
            <Button size="small" icon={<Copy size={13} />} onClick={copyPid}>
              {t('comfy.port.copyPid')}
            </Button>
          )}
        </div>
      </div>
    </Panel>
  );
}
