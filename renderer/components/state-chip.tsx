import { CircleCheck, CircleDashed, CircleX, LoaderCircle, PlugZap, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import { Chip, type ChipTone } from './chip';

const styles = {
  stopped: { tone: 'neutral', icon: <CircleDashed size={12} /> },
  starting: { tone: 'accent', icon: <LoaderCircle size={12} className="animate-turn" /> },
  running: { tone: 'green', icon: <CircleCheck size={12} /> },
  stopping: { tone: 'amber', icon: <LoaderCircle size={12} className="animate-turn" /> },
  crashed: { tone: 'red', icon: <CircleX size={12} /> },
  foreign: { tone: 'violet', icon: <Users size={12} /> },
  'port-taken': { tone: 'amber', icon: <PlugZap size={12} /> },
} as const satisfies Record<string, { tone: ChipTone; icon: ReactNode }>;

/** Whether ComfyUI runs: an icon, a word and a colour. */
export function StateChip({ state }: { state: keyof typeof styles }) {
  const { tone, icon } = styles[state];
  return (
    <span data-testid="comfy-state" data-state={state} role="status" className="inline-flex shrink-0">
      <Chip tone={tone} icon={icon}>
        {t(`comfy.states.${state}`)}
      </Chip>
    </span>
  );
}
