import type { Emitter } from '../../base/async/emitter';
import type { AppEvent } from '../../contract/events';
import type { SetupStep, SetupView } from '../../contract/operations/setup';

const names: Readonly<Record<SetupStep['name'], string>> = {
  clone: 'Cloning ComfyUI',
  environment: 'Making the Python environment',
  torch: 'Installing PyTorch',
  requirements: 'Installing what ComfyUI needs',
  proof: 'Starting ComfyUI as a test',
  place: 'Moving it into place',
};

/** A bar is told in parts, so that a log of it stays short. */
const parts = 4;

const partOf = ({ fraction }: SetupStep): number => Math.floor((fraction ?? 0) * parts);

/** What is new of a step under way; null: nothing. */
function describeRunning(step: SetupStep, former: SetupStep | undefined): string | null {
  if (former?.state !== 'running') return '';
  return partOf(step) > partOf(former) ? `: ${Math.floor((step.fraction ?? 0) * 100)} %` : null;
}

function describeNews(step: SetupStep, former: SetupStep | undefined): string | null {
  if (step.state === 'running') return describeRunning(step, former);
  if (step.state === 'waiting' || step.state === former?.state) return null;
  return step.state === 'done' ? `: done in ${step.seconds.toFixed(0)} s` : ': failed';
}

/** The steps that have got further between two looks, a line for each; parts of a step whose share is known are told as well. Pure. */
export function describeSetup(before: readonly SetupStep[], now: readonly SetupStep[]): string[] {
  return now.flatMap((step, at) => {
    const news = describeNews(step, before[at]);
    return news === null ? [] : [`install ${at + 1}/${now.length} ${names[step.name]}${news}`];
  });
}

/** Tells how an installation goes on, line by line, until the answer is called. */
export function followSetup(events: Pick<Emitter<AppEvent>, 'on'>, print: (line: string) => void): () => void {
  let steps: SetupView['steps'] = [];
  return events.on((event) => {
    if (event.name !== 'cmd-setup-changed') return;
    for (const line of describeSetup(steps, event.payload.steps)) print(line);
    steps = event.payload.steps;
  });
}
