import type { Location } from './location';

/** What of a place is a step of its own, beside the place itself; the rest is how somebody looks at it. */
const openedIn: { [P in Location['place']]: (location: Location) => readonly unknown[] } = {
  home: () => [],
  packs: ({ isDetailsOpen, isReader }) => [isDetailsOpen, isReader],
  models: ({ isModelOpen, isDiskPicture }) => [isModelOpen, isDiskPicture],
  workflow: () => [],
  snapshots: ({ snapshot }) => [snapshot !== null],
  comfyui: ({ comfyTab }) => [comfyTab],
  activity: ({ taskId }) => [taskId !== null],
  settings: ({ settingSection }) => [settingSection],
};

/** Whether a change of the location is a step that Back undoes: another place, or something that opened or closed. What is typed, sorted or selected is none. */
export function isStep(before: Location, now: Location): boolean {
  if (before.place !== now.place) return true;
  const [was, is] = [openedIn[now.place](before), openedIn[now.place](now)];
  return was.some((fact, position) => fact !== is[position]);
}

/** Back by the fourth button of the mouse or Alt with the left arrow, forward by the fifth and the right one; returns its undo. */
export function followSteps(): () => void {
  const go = (event: Event, steps: 1 | -1): void => {
    event.preventDefault();
    window.history.go(steps);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    if (event.key === 'ArrowLeft') go(event, -1);
    else if (event.key === 'ArrowRight') go(event, 1);
  };
  const onMouseUp = (event: MouseEvent): void => {
    if (event.button === 3) go(event, -1);
    else if (event.button === 4) go(event, 1);
  };
  window.addEventListener('keydown', onKeyDown);
  window.addEventListener('mouseup', onMouseUp);
  return () => {
    window.removeEventListener('keydown', onKeyDown);
    window.removeEventListener('mouseup', onMouseUp);
  };
}
