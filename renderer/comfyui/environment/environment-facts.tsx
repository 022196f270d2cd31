import { ClipboardCopy, SquareTerminal } from 'lucide-react';
import { t } from 'i18next';
import { copyText } from '../../hooks/copy-text';
import type { ComfyEnvironment } from '../../../src/contract/python/python-environment';
import { MenuItem } from '../../components/menu';
import { MoreMenu } from '../../components/menus/more-menu';
import { useHealthLines } from './doctor/health-words';
import { Offered } from '../../state/installation/remote';
import { attempt } from '../../state/queue/actions';
import { useEnvironments, useEnvironmentSizes } from '../../state/environments/environments';
import { formatBytes, shortenPath } from '../../texts/formatting';
import { Fact } from '../facts';

/** The version of torch, and what it was built for. Its other packages stand in the list below. */
function TorchFact({ torch }: Pick<ComfyEnvironment, 'torch'>) {
  if (torch === null) {
    return (
      <Fact name={t('comfy.environment.torch')}>
        <span className="text-faint">{t('comfy.environment.noTorch')}</span>
      </Fact>
    );
  }
  const { accelerator, runtime, version } = torch;
  const named: string = accelerator === 'unknown' ? '' : t(`comfy.environment.accelerators.${accelerator}`);
  const built = named === '' ? '' : [named, runtime].filter(Boolean).join(' ');
  return (
    <Fact name={t('comfy.environment.torch')} title={`${version} ${built}`.trim()}>
      <span className="font-mono text-sm">{version}</span>
      {built !== '' && ` · ${built}`}
    </Fact>
  );
}

/** What the environment in use takes on the disk. */
function SizeFact() {
  const used = useEnvironments().data?.environments.find(({ isUsed }) => isUsed);
  const bytes = useEnvironmentSizes().get(used?.name ?? '');
  return <Fact name={t('comfy.environment.size')}>{bytes == null ? '' : formatBytes(bytes)}</Fact>;
}

/** Below what is known of the environment stands what is wrong with it: both belong into a report. */
function useReport({ report }: ComfyEnvironment): string {
  const lines = useHealthLines();
  return lines.length === 0 ? report : [report, '', `Problems (${lines.length}):`, ...lines].join('\n');
}

/** Of the environment in use Python, its tool, torch, its size, and the system, with all of it as a text to copy. */
export function EnvironmentFacts({ environment }: { environment: ComfyEnvironment }) {
  const { python, tool, torch, platform } = environment;
  const report = useReport(environment);
  const copy = (): void => copyText(report);
  return (
    <>
      <div className="mb-2 flex items-center gap-2">
        <h2 className="min-w-0 flex-1 font-medium">{t('comfy.environment.title')}</h2>
        <MoreMenu label={t('packs.more', { name: t('comfy.environment.title') })} testId="environment-more">
          <Offered operation="desktop.openTerminal">
            <MenuItem
              icon={SquareTerminal}
              onSelect={() => void attempt('desktop.openTerminal', {})}
              label={t('comfy.environment.terminal')}
            />
          </Offered>
          <MenuItem icon={ClipboardCopy} onSelect={copy} label={t('comfy.environment.copy')} />
        </MoreMenu>
      </div>
      <dl
        aria-label={t('comfy.environment.title')}
        className="mb-4 grid grid-cols-1 overflow-hidden rounded-panel border border-border bg-raised min-[1000px]:grid-cols-2 min-[1000px]:[&>div:nth-child(even)]:border-l [&>div:last-child]:border-b-0 min-[1000px]:[&>div:nth-last-child(2):nth-child(odd)]:border-b-0"
      >
        <Fact name={t('comfy.environment.python')}>
          <span className="font-mono text-sm">{python.version}</span> · {t(`comfy.environment.kinds.${python.kind}`)}
        </Fact>
        <Fact name={t('comfy.environment.program')} title={python.executable} copied={python.executable}>
          <span className="font-mono text-sm">{shortenPath(python.shown, 36)}</span>
        </Fact>
        <Fact name={t('comfy.environment.tool')}>
          {tool.name} <span className="font-mono text-sm">{tool.version ?? ''}</span>
        </Fact>
        <Fact name={t('comfy.environment.system')}>
          {platform.system} {platform.release} · {platform.arch}
        </Fact>
        <TorchFact torch={torch} />
        <SizeFact />
      </dl>
    </>
  );
}
