import { stepOf } from '../../contract/tasks/task-outcome';
import type { TaskProgress } from '../../contract/tasks/tasks';
import { percentOf } from '../../contract/text/percent';
import type { Terminal } from '../terminal';

/** Shows how far tasks are. */
export interface Progress {
  show: (progress: TaskProgress) => void;
  /** Takes the bar away, so that something else can be written. */
  clear: () => void;
}

const barWidth = 20;

function drawBar(fraction: number | null): string {
  if (fraction === null) return '';
  const filled = Math.round(fraction * barWidth);
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${percentOf(fraction)} % `;
}

/** A bar on a terminal, a line for each step elsewhere, and nothing where it is to be quiet. */
export function createProgress({ err, say, isProgressShown }: Terminal, isQuiet: boolean): Progress {
  let last = '';
  const write = (progress: TaskProgress): void => {
    const { phase, message } = stepOf(progress);
    const step = [say(phase), say(message)].filter((text) => text !== '').join(': ');
    if (isProgressShown) err(`${drawBar(progress.fraction)}${step.slice(0, 100)}`, 'over');
    else if (step !== last) err(`${step}\n`);
    last = step;
  };
  return {
    show: isQuiet ? () => undefined : write,
    clear: () => {
      if (isProgressShown && last !== '') err('', 'over');
    },
  };
}
