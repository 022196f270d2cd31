import { create } from 'zustand';

const useStart = create<{ isOver: boolean }>(() => ({ isOver: false }));

/** The window can be searched as a whole: what was put off until then may be loaded. */
export function endStart(): void {
  useStart.setState({ isOver: true });
}

/** Whether the window's start is over. Until then nothing is loaded that a person cannot have asked for yet. */
export function useStartupDone(): boolean {
  return useStart((state) => state.isOver);
}
