import { useEffect, useState } from 'react';

/** A value once it has stayed the same for `quietMs`: what is typed is sent to nobody letter by letter. */
export function useSettled<T>(value: T, quietMs = 400): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), quietMs);
    return () => window.clearTimeout(timer);
  }, [value, quietMs]);
  return settled;
}
