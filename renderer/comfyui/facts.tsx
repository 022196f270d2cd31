import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import { copyText } from '../hooks/copy-text';
import type { ComfyStatus } from '../../src/contract/comfyui/comfyui-status';
import { IconButton } from '../components/icon-button';
import { hasWebUi, readShownState } from '../state/comfyui/shown-state';
import { useOpenWeb, useVersionWords, useWebAddress } from '../state/comfyui/use-comfy';

interface FactProps {
  name: string;
  /** What the copy button takes; without it there is none. */
  copied?: string | undefined;
  title?: string | undefined;
  children: ReactNode;
}

/** One fact of a list: its name, its value, and a button that copies it. */
export function Fact({ name, copied, title, children }: FactProps) {
  return (
    <div className="flex h-9 min-w-0 items-center gap-3 border-b border-border px-3.5">
      <dt className="w-26 shrink-0 truncate text-muted">{name}</dt>
      <dd title={title} className="flex min-w-0 flex-1 items-center justify-between gap-1 text-soft">
        <span className="min-w-0 truncate selectable">{children}</span>
        {copied !== undefined && (
          <IconButton
            isCompact
            label={t('comfy.facts.copy', { name })}
            icon={<Copy size={13} />}
            onClick={() => copyText(copied)}
          />
        )}
      </dd>
    </div>
  );
}

function WebFact({ status }: { status: ComfyStatus }) {
  const address = useWebAddress();
  const openWeb = useOpenWeb();
  return (
    <Fact name={t('comfy.facts.web')} copied={address ?? undefined} title={address ?? t('comfy.noAddress')}>
      {openWeb !== null && hasWebUi(readShownState(status)) ? (
        <button
          type="button"
          onClick={openWeb}
          className="truncate rounded-control font-mono text-sm text-accent-text hover:underline"
        >
          {address}
        </button>
      ) : (
        <span className="font-mono text-sm">{address ?? t('comfy.noAddress')}</span>
      )}
    </Fact>
  );
}

function VersionFact({ status }: { status: ComfyStatus }) {
  const version = useVersionWords(status) ?? t('details.unknown');
  return (
    <Fact name={t('comfy.facts.version')} title={version}>
      <span className="font-mono text-sm">{version}</span>
    </Fact>
  );
}

function ProcessFact({ status }: { status: ComfyStatus }) {
  const isElsewhere = readShownState(status) === 'foreign';
  const pid = isElsewhere ? (status.holder?.pid ?? null) : status.pid;
  if (pid === null) {
    return (
      <Fact name={t('comfy.facts.pid')}>
        <span className="text-faint">{isElsewhere ? t('details.unknown') : t('comfy.facts.none')}</span>
      </Fact>
    );
  }
  return (
    <Fact name={t('comfy.facts.pid')} copied={String(pid)}>
      <span className="font-mono text-sm tabular">{pid}</span>
    </Fact>
  );
}

/** Version, addresses, process: what a person is asked for when they ask for help. */
export function Facts({ status }: { status: ComfyStatus }) {
  const { port } = status;
  return (
    <dl
      aria-label={t('comfy.facts.title')}
      className="mb-4 grid grid-cols-1 overflow-hidden rounded-panel border border-border bg-raised min-[1000px]:max-[1699px]:grid-cols-2 min-[1000px]:max-[1699px]:[&>div:nth-child(even)]:border-l [&>div:last-child]:border-b-0 min-[1000px]:max-[1699px]:[&>div:nth-last-child(2)]:border-b-0"
    >
      <VersionFact status={status} />
      <WebFact status={status} />
      <ProcessFact status={status} />
      <Fact name={t('comfy.facts.port')}>
        <span className="font-mono text-sm tabular">{port === 0 ? t('details.unknown') : port}</span>
      </Fact>
    </dl>
  );
}
