import { useMutation } from '@tanstack/react-query';
import { t } from 'i18next';
import type { ComfyWorkload } from '../../../src/contract/comfyui/comfyui-status';
import { Button } from '../../components/button';
import { ProgressBar } from '../../components/feedback/progress';
import { forgetComfyWorkload, useComfyWorkload } from '../../state/comfyui/comfy-queries';
import { attempt } from '../../state/queue/actions';
import { formatBytes } from '../../texts/formatting';
import { Panel } from '../panel';

interface MemoryRowProps {
  name: string;
  total: number;
  free: number;
}

/** One memory: how much of it is taken, as a bar and in words. */
function MemoryRow({ name, total, free }: MemoryRowProps) {
  const used = Math.max(0, total - free);
  const words = t('comfy.memory.used', { used: formatBytes(used), total: formatBytes(total) });
  return (
    <li data-testid="comfy-memory-row" className="flex h-9 items-center gap-3 px-3.5">
      <span title={name} className="w-56 min-w-0 shrink truncate">
        {name}
      </span>
      <span className="min-w-16 flex-1">
        <ProgressBar fraction={total > 0 ? used / total : 0} label={t('comfy.memory.of', { name })} />
      </span>
      <span className="w-44 shrink-0 text-right text-soft tabular">{words}</span>
    </li>
  );
}

/** What its queue has to do; empty where it does not say. */
function describePrompt({ prompts }: Pick<ComfyWorkload, 'prompts'>): string {
  if (prompts === null) return '';
  return prompts === 0 ? t('comfy.memory.idle') : t('comfy.memory.prompts', { count: prompts });
}

function Workload({ workload }: { workload: ComfyWorkload }) {
  const { devices, system, prompts } = workload;
  const promptWords = describePrompt(workload);
  const main = t('comfy.memory.system');
  // Who computes on the processor has no other memory than the machine.
  const isMain = ({ total }: { total: number }): boolean => total === system?.total;
  const { mutate: free, isPending } = useMutation({
    mutationFn: () => attempt('comfyui.freeMemory', {}),
    onSettled: forgetComfyWorkload,
  });
  return (
    <Panel testId="comfy-memory" title={t('comfy.memory.title')} facts={promptWords}>
      <ul className="py-1.5">
        {devices.map(({ name, ...memory }, at) => (
          <MemoryRow key={`${at} ${name}`} name={isMain(memory) ? main : name} {...memory} />
        ))}
        {system !== null && !devices.some(isMain) && <MemoryRow name={main} {...system} />}
      </ul>
      <div className="flex items-center gap-3 border-t border-border px-3.5 py-2.5">
        <p className="min-w-0 flex-1 text-sm text-muted">
          {prompts ? t('comfy.memory.later') : t('comfy.memory.text')}
        </p>
        <Button size="small" disabled={isPending} onClick={() => free()}>
          {t('comfy.memory.free')}
        </Button>
      </div>
    </Panel>
  );
}

/** The memory that a running ComfyUI takes, and the button that gives it back. Nothing while ComfyUI does not answer. */
export function MemoryPanel() {
  const { data } = useComfyWorkload();
  return data === undefined || data.devices.length === 0 ? null : <Workload workload={data} />;
}
