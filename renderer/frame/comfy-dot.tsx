import { CircleCheck, CircleDashed, CircleX, LoaderCircle, PlugZap, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ShownState } from '../state/comfyui/shown-state';

/** ComfyUI's state as a small sign; its word stands beside it. */
export const comfyDots: Record<ShownState, ReactNode> = {
  stopped: <CircleDashed aria-hidden size={12} />,
  starting: <LoaderCircle aria-hidden size={12} className="animate-turn text-accent-text" />,
  running: <CircleCheck aria-hidden size={12} className="text-green-text" />,
  stopping: <LoaderCircle aria-hidden size={12} className="animate-turn text-amber-text" />,
  crashed: <CircleX aria-hidden size={12} className="text-red-text" />,
  foreign: <Users aria-hidden size={12} className="text-violet-text" />,
  'port-taken': <PlugZap aria-hidden size={12} className="text-amber-text" />,
};
