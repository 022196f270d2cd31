import { useEffect, useState } from 'react';

/** Whether `isOn` has held for `delayMs`: a wait that is shorter is not shown at all. */
export function useDelayed(isOn: boolean, delayMs = 300): boolean {
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    if (!isOn) return;
    const timer = window.setTimeout(() => setDue(true), delayMs);
    return () => {
      window.clearTimeout(timer);
      setDue(false);
    };
  }, [isOn, delayMs]);
  return isOn && isDue;
}
